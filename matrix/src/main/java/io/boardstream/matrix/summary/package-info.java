/** Numbers over the whole matrix and over all attempts. */
@NullMarked
package io.boardstream.matrix.summary;

import org.jspecify.annotations.NullMarked;
