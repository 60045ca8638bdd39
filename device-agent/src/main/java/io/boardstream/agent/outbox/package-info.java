/** What is to be sent is durable on the host first. */
@NullMarked
package io.boardstream.agent.outbox;

import org.jspecify.annotations.NullMarked;
