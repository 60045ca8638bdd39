/** What is known of devices and models beforehand: names, families, links; from YAML texts. */
@NullMarked
package io.boardstream.matrix.catalogue;

import org.jspecify.annotations.NullMarked;
