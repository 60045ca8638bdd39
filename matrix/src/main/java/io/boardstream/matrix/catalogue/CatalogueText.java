package io.boardstream.matrix.catalogue;

/**
 * One YAML text of a catalogue.
 *
 * @param name where it comes from, for error messages; usually a file name
 * @param yaml the text
 */
public record CatalogueText(String name, String yaml) {}
