/** Model files on this host, known by their digest. */
@NullMarked
package io.boardstream.agent.model;

import org.jspecify.annotations.NullMarked;
