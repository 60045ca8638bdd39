/** Benchmark rows from Excel files, read as a stream. */
@NullMarked
package io.boardstream.producers.excel;

import org.jspecify.annotations.NullMarked;
