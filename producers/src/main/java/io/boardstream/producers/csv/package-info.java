/** Benchmark rows from CSV files. */
@NullMarked
package io.boardstream.producers.csv;

import org.jspecify.annotations.NullMarked;
