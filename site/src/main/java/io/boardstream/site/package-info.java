/** The live matrix in a browser, and its JSON API: a plain consumer of the compacted topics. */
@NullMarked
package io.boardstream.site;

import org.jspecify.annotations.NullMarked;
