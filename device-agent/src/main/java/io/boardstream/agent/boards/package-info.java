/** The boards of this host: found in the kernel driver's tree and by tt-smi. */
@NullMarked
package io.boardstream.agent.boards;

import org.jspecify.annotations.NullMarked;
