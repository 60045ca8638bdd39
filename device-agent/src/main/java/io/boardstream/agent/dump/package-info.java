/** Writes what boards measure into spreadsheets. */
@NullMarked
package io.boardstream.agent.dump;

import org.jspecify.annotations.NullMarked;
