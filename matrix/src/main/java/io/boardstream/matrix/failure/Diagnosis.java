package io.boardstream.matrix.failure;

import java.util.Optional;

/**
 * What the rules say of a text.
 *
 * @param rule the rule that decided; empty when none matched and the category is unknown
 * @param found what of the text it matched
 */
public record Diagnosis(FailureCategory category, Optional<String> rule, String found) {}
