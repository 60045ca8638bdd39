package io.boardstream.agent.boards;

import java.time.Instant;
import java.util.List;
import java.util.NavigableMap;
import java.util.Set;

/**
 * One look at the boards of a host.
 *
 * @param at when, by this host's clock
 * @param boards sorted: chips with a bus id by that, then remote ones
 * @param answered sources that listed their boards: what such a source does not name is not there
 * @param host as tt-smi has it: OS, Distro, Kernel, Hostname, Platform, Memory, Driver
 * @param software versions of tools, by name
 * @param problems what did not answer or could not be used, for people
 */
public record Sighting(
    Instant at,
    List<FoundBoard> boards,
    Set<Source> answered,
    NavigableMap<String, String> host,
    NavigableMap<String, String> software,
    List<String> problems) {}
