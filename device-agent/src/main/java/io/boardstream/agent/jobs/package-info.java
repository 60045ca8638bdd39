/** Jobs: taken from the queue of a device, tried on its boards, told as events. */
@NullMarked
package io.boardstream.agent.jobs;

import org.jspecify.annotations.NullMarked;
