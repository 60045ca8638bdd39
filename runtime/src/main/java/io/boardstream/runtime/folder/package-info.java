/** The folder that documents are published in: one writer, and readers that see whole files. */
@NullMarked
package io.boardstream.runtime.folder;

import org.jspecify.annotations.NullMarked;
