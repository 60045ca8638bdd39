package io.boardstream.agent.outbox;

import org.apache.avro.specific.SpecificRecord;

/**
 * A record to send.
 *
 * @param topic with its prefix
 * @param latestOnly whether an older one of the same topic and key that still waits is dropped: for
 *     compacted topics
 */
public record Message(String topic, String key, SpecificRecord value, boolean latestOnly) {}
