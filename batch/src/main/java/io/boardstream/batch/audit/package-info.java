/** Proves that what is live is what the sources say, key by key. */
@NullMarked
package io.boardstream.batch.audit;

import org.jspecify.annotations.NullMarked;
