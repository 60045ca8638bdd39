/** Benchmark runs from the reports of CI pipelines. */
@NullMarked
package io.boardstream.producers.ci;

import org.jspecify.annotations.NullMarked;
