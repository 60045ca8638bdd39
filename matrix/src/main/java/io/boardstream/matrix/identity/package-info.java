/** From raw names to ids that are safe as file names and URLs. */
@NullMarked
package io.boardstream.matrix.identity;

import org.jspecify.annotations.NullMarked;
