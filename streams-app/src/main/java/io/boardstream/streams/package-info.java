/**
 * The topology: facts are routed to the task of their model and folded there. Wiring only; matrix
 * decides.
 */
@NullMarked
package io.boardstream.streams;

import org.jspecify.annotations.NullMarked;
