package io.boardstream.schemas;

import org.apache.avro.util.ClassSecurityValidator;
import org.apache.avro.util.ClassSecurityValidator.ClassSecurityPredicate;

/**
 * The generated classes of the contract. Avro 1.12.2 refuses to load a class for a schema unless
 * the application names it as trusted; the application's own generated classes are no exception.
 * The trust is one per JVM, and only ever widened by this one package.
 */
public final class ContractClasses {

  private static final String PACKAGE = "io.boardstream.avro";

  static {
    ClassSecurityPredicate contract = type -> type.getPackageName().equals(PACKAGE);
    ClassSecurityValidator.setGlobal(
        ClassSecurityValidator.composite(ClassSecurityValidator.getGlobal(), contract));
  }

  private ContractClasses() {}

  /**
   * Lets Avro use the generated classes in this JVM; to be called before records are read, written
   * or copied.
   */
  public static void trust() {
    // The work is done once, when this class is loaded.
  }
}
