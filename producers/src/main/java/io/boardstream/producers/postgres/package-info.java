/** Benchmark rows from Postgres: the table, its check, change data capture, and a batch reader. */
@NullMarked
package io.boardstream.producers.postgres;

import org.jspecify.annotations.NullMarked;
