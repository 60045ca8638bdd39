/** What a host lets jobs run: commands declared in YAML, which a job can only name. */
@NullMarked
package io.boardstream.agent.frontend;

import org.jspecify.annotations.NullMarked;
