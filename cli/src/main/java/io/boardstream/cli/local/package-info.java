/**
 * The whole system in one process on one machine: its folder, its start and stop, how to find it.
 */
@NullMarked
package io.boardstream.cli.local;

import org.jspecify.annotations.NullMarked;
