/** A broker, a Postgres and a schema registry for one machine, each in a folder of its own. */
@NullMarked
package io.boardstream.embedded;

import org.jspecify.annotations.NullMarked;
