/** The catalogue and the words of editors: from YAML files to their topics, as the files change. */
@NullMarked
package io.boardstream.producers.catalogue;

import org.jspecify.annotations.NullMarked;
