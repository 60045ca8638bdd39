/** What compilations leave behind on a host. */
@NullMarked
package io.boardstream.agent.artifact;

import org.jspecify.annotations.NullMarked;
