/** Runs a foreign program within limits, as a group that is ended as a whole. */
@NullMarked
package io.boardstream.agent.runner;

import org.jspecify.annotations.NullMarked;
