package io.boardstream.agent.outbox;

import org.apache.avro.specific.SpecificRecord;

/**
 * A message that waits to be sent, with its place in the order.
 *
 * @param bytes the value as it is kept, in Avro
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody compares them.
record Waiting(long sequence, String topic, String key, SpecificRecord value, byte[] bytes) {}
