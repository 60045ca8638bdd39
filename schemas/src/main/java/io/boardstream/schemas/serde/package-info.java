/**
 * How values travel: Avro in Confluent's wire format, schemas in a registry that speaks Confluent's
 * protocol.
 */
@NullMarked
package io.boardstream.schemas.serde;

import org.jspecify.annotations.NullMarked;
