/** Makes what the topics hold of a source equal to a file. */
@NullMarked
package io.boardstream.producers.imports;

import org.jspecify.annotations.NullMarked;
