/** Publishes which boards a host has, and how they feel. */
@NullMarked
package io.boardstream.agent.telemetry;

import org.jspecify.annotations.NullMarked;
