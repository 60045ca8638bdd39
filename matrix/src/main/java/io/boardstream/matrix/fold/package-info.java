/**
 * Facts folded into runs, cells and models, over one ordered store; the same code live and in
 * batch.
 */
@NullMarked
package io.boardstream.matrix.fold;

import org.jspecify.annotations.NullMarked;
