/** Tenstorrent device images, {@code .tti}: read without unpacking, and never trusted. */
@NullMarked
package io.boardstream.agent.tti;

import org.jspecify.annotations.NullMarked;
