/** The yardstick: every figure beside a baseline measured in the same run. */
@NullMarked
package io.boardstream.benchmarks;

import org.jspecify.annotations.NullMarked;
