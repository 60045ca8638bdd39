/** The one command: one class per subcommand, and what they share. */
@NullMarked
package io.boardstream.cli;

import org.jspecify.annotations.NullMarked;
