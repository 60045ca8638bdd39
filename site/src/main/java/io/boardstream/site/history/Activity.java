package io.boardstream.site.history;

/**
 * How the runs of one day of one kind of source ended.
 *
 * @param day ISO-8601, UTC
 * @param simulated whether they say nothing of real hardware
 */
public record Activity(String day, boolean simulated, long ran, long failed, long inconclusive) {}
