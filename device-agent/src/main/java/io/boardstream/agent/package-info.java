/** The device agent's commands: what {@code agent} does on a board host. */
@NullMarked
package io.boardstream.agent;

import org.jspecify.annotations.NullMarked;
