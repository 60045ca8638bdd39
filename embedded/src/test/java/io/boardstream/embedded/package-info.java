/** Starts, stops and kills the real parts. */
@NullMarked
package io.boardstream.embedded;

import org.jspecify.annotations.NullMarked;
