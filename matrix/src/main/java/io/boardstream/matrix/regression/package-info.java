/**
 * What got worse: change points of series of measurements, found one point at a time, and what
 * became of them.
 */
@NullMarked
package io.boardstream.matrix.regression;

import org.jspecify.annotations.NullMarked;
