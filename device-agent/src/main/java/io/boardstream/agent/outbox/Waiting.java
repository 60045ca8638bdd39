package io.boardstream.agent.outbox;

import org.apache.avro.specific.SpecificRecord;

/** A message that waits to be sent, with its place in the order. */
record Waiting(long sequence, String topic, String key, SpecificRecord value) {}
