/** All that puts facts on topics, and the readers that take the same facts in one pass. */
@NullMarked
package io.boardstream.producers;

import org.jspecify.annotations.NullMarked;
