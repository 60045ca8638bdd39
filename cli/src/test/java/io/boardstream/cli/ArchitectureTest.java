package io.boardstream.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The arrows between the rooms, as in docs/decisions: no others exist. */
@AnalyzeClasses(packages = "io.boardstream", importOptions = ImportOption.DoNotIncludeTests.class)
final class ArchitectureTest {

  @ArchTest
  static final ArchRule roomsImportOnlyWhatTheArrowsAllow =
      layeredArchitecture()
          .consideringOnlyDependenciesInAnyPackage("io.boardstream..")
          .layer("schemas")
          .definedBy("io.boardstream.schemas..", "io.boardstream.avro..")
          .layer("runtime")
          .definedBy("io.boardstream.runtime..")
          .layer("matrix")
          .definedBy("io.boardstream.matrix..")
          .layer("embedded")
          .definedBy("io.boardstream.embedded..")
          .layer("producers")
          .definedBy("io.boardstream.producers..")
          .layer("agent")
          .definedBy("io.boardstream.agent..")
          .layer("streams")
          .definedBy("io.boardstream.streams..")
          .layer("sink")
          .definedBy("io.boardstream.sink..")
          .layer("notifier")
          .definedBy("io.boardstream.notifier..")
          .layer("batch")
          .definedBy("io.boardstream.batch..")
          .layer("site")
          .definedBy("io.boardstream.site..")
          .optionalLayer("benchmarks")
          .definedBy("io.boardstream.benchmarks..")
          .layer("cli")
          .definedBy("io.boardstream.cli..")
          .whereLayer("schemas")
          .mayNotAccessAnyLayer()
          .whereLayer("embedded")
          .mayNotAccessAnyLayer()
          .whereLayer("runtime")
          .mayOnlyAccessLayers("schemas")
          .whereLayer("matrix")
          .mayOnlyAccessLayers("schemas")
          .whereLayer("producers")
          .mayOnlyAccessLayers("schemas", "matrix", "runtime")
          .whereLayer("agent")
          .mayOnlyAccessLayers("schemas", "matrix", "runtime")
          .whereLayer("streams")
          .mayOnlyAccessLayers("schemas", "matrix", "runtime")
          .whereLayer("sink")
          .mayOnlyAccessLayers("schemas", "matrix", "runtime")
          .whereLayer("site")
          .mayOnlyAccessLayers("schemas", "matrix", "runtime")
          .whereLayer("notifier")
          .mayOnlyAccessLayers("schemas", "runtime")
          .whereLayer("batch")
          .mayOnlyAccessLayers("schemas", "matrix", "runtime", "producers")
          .whereLayer("cli")
          .mayNotBeAccessedByAnyLayer()
          .ensureAllClassesAreContainedInArchitecture();

  @ArchTest
  static final ArchRule theDomainKnowsNoKafkaAndDoesNoInputOrOutput =
      noClasses()
          .that()
          .resideInAPackage("io.boardstream.matrix..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage(
              "org.apache.kafka..", "java.net.http..", "java.nio.channels..", "java.sql..")
          .orShould()
          .dependOnClassesThat()
          .haveFullyQualifiedName("java.nio.file.Files")
          .because("the same facts must give the same documents anywhere");

  @ArchTest
  static final ArchRule theDomainDoesNotAskTheClock =
      noClasses()
          .that()
          .resideInAPackage("io.boardstream.matrix..")
          .should()
          .callMethod(java.time.Instant.class, "now")
          .orShould()
          .callMethod(System.class, "currentTimeMillis")
          .orShould()
          .callMethod(System.class, "nanoTime")
          .because("time never decides a value");

  @ArchTest
  static final ArchRule packagesHaveNoCycles =
      slices().matching("io.boardstream.(**)").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule theBrokersInsidesStayInEmbedded =
      classes()
          .that()
          .resideOutsideOfPackage("io.boardstream.embedded..")
          .should()
          .onlyDependOnClassesThat()
          .resideOutsideOfPackages(
              "kafka..", "org.apache.kafka.metadata..", "org.apache.kafka.server..", "io.zonky..");
}
