package io.boardstream.site;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import org.jspecify.annotations.Nullable;

/**
 * A device as lists show it.
 *
 * @param architecture absent when the catalogue does not say
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record DeviceLine(
    String id, @JsonProperty("display_name") String displayName, @Nullable String architecture) {}
