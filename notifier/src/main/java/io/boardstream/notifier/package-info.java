/** What got worse becomes messages to people: webhooks, and issues of a repository. */
@NullMarked
package io.boardstream.notifier;

import org.jspecify.annotations.NullMarked;
