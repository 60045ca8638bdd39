/** The one renderer of the JSON documents: equal input, equal bytes, on every JDK. */
@NullMarked
package io.boardstream.matrix.documents;

import org.jspecify.annotations.NullMarked;
