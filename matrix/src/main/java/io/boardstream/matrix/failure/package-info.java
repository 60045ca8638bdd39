/** From the text of a failure to a category that says what to do about it. */
@NullMarked
package io.boardstream.matrix.failure;

import org.jspecify.annotations.NullMarked;
