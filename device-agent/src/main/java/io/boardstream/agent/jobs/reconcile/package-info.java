/** Jobs of which nothing comes any more are put into the queue again, or ended. */
@NullMarked
package io.boardstream.agent.jobs.reconcile;

import org.jspecify.annotations.NullMarked;
