/**
 * Tests of the yardstick, each benchmark in a tiny size: they check that it works, not how fast.
 */
@NullMarked
package io.boardstream.benchmarks;

import org.jspecify.annotations.NullMarked;
