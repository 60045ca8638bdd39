/** How a process of the house runs: settings, health, metrics. No domain, no topics. */
@NullMarked
package io.boardstream.runtime;

import org.jspecify.annotations.NullMarked;
