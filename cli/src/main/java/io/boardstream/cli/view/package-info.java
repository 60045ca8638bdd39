/** The matrix for people: as a table in a terminal, as text, as a spreadsheet. No Kafka here. */
@NullMarked
package io.boardstream.cli.view;

import org.jspecify.annotations.NullMarked;
