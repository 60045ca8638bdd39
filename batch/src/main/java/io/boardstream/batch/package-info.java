/** The same documents in one pass over the rows, without Kafka. */
@NullMarked
package io.boardstream.batch;

import org.jspecify.annotations.NullMarked;
