package io.boardstream.batch.audit;

/**
 * What was found at one stage.
 *
 * @param stage a topic, or a place of documents
 * @param checked keys, documents or letters that were looked at
 * @param inMotion of those, differences that may be no more than changes on their way
 * @param different of those, what is wrong
 */
public record StageReport(String stage, long checked, long inMotion, long different) {}
