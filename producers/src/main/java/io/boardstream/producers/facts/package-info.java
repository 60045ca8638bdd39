/**
 * The one writer of a source: fenced, transactional, with its position; and what it has written.
 */
@NullMarked
package io.boardstream.producers.facts;

import org.jspecify.annotations.NullMarked;
