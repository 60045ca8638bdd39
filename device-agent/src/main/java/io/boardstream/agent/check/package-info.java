/** Whether a host is ready to be a board host, and what is missing. */
@NullMarked
package io.boardstream.agent.check;

import org.jspecify.annotations.NullMarked;
