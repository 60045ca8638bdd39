/** The contract: what is on which topic, under which key, in which encoding. */
@NullMarked
package io.boardstream.schemas;

import org.jspecify.annotations.NullMarked;
