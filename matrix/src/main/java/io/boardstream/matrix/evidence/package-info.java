/**
 * What the rows of a run say: which numbers were measured, which are targets, what the checks
 * found.
 */
@NullMarked
package io.boardstream.matrix.evidence;

import org.jspecify.annotations.NullMarked;
