/** The servers that the integration suite runs on: embedded ones, or those of containers. */
@NullMarked
package io.boardstream.cli.environment;

import org.jspecify.annotations.NullMarked;
