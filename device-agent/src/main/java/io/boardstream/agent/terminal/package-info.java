/** The live view of boards in a terminal. */
@NullMarked
package io.boardstream.agent.terminal;

import org.jspecify.annotations.NullMarked;
