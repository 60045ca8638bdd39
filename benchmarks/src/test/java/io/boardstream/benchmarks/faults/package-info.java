@NullMarked
package io.boardstream.benchmarks.faults;

import org.jspecify.annotations.NullMarked;
