package io.boardstream.producers.postgres;

import io.boardstream.producers.facts.SourcePosition;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where and how reading begins.
 *
 * @param position where to go on; empty for a snapshot
 * @param epoch which snapshot the changes follow
 * @param unmet keys by topic that the snapshot must meet or take back
 * @param notes to be written with each position
 * @param resync why there is a snapshot; empty without one
 */
record Start(
    Optional<SourcePosition> position,
    long epoch,
    Map<String, Set<String>> unmet,
    PositionNotes notes,
    Optional<Resync> resync) {}
