/** Compacted topics become JSON documents in a folder. */
@NullMarked
package io.boardstream.sink;

import org.jspecify.annotations.NullMarked;
