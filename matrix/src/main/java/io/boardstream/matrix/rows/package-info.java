/** From the raw columns of a benchmark row, however they arrived, to the row of the contract. */
@NullMarked
package io.boardstream.matrix.rows;

import org.jspecify.annotations.NullMarked;
