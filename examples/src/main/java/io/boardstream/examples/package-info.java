/** Programs that build on the contract alone: its schemas and topics, and Kafka's client. */
@NullMarked
package io.boardstream.examples;

import org.jspecify.annotations.NullMarked;
