/** Compacted topics become JSON documents in a folder, an S3 bucket, or both. */
@NullMarked
package io.boardstream.sink;

import org.jspecify.annotations.NullMarked;
