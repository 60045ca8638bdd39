/** The settings of the domain, as plain values: every process that folds facts reads the same. */
@NullMarked
package io.boardstream.matrix.settings;

import org.jspecify.annotations.NullMarked;
