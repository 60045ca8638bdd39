package io.boardstream.agent.boards;

import java.util.List;
import java.util.NavigableMap;
import org.jspecify.annotations.Nullable;

/**
 * What tt-smi, or a capture of it, says of a host and its chips.
 *
 * @param time as it stands there
 * @param host names as tt-smi has them: OS, Distro, Kernel, Hostname, …
 * @param software versions of the tools, by name
 * @param chips in the order in which they stand there
 * @param listed false when it has no list of devices, and so says nothing about which there are
 * @param problems what could not be used, for people
 */
public record Snapshot(
    @Nullable String time,
    NavigableMap<String, String> host,
    NavigableMap<String, String> software,
    List<Chip> chips,
    boolean listed,
    List<String> problems) {}
