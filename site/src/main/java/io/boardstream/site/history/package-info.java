/** The history of runs in an embedded database that can be thrown away and made anew. */
@NullMarked
package io.boardstream.site.history;

import org.jspecify.annotations.NullMarked;
