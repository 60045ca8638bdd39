package io.boardstream.site;

import java.nio.file.Files;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** One environment for all test classes of a JVM; closed after the last. */
final class SharedSite implements ParameterResolver {

  static final String ORIGIN = "https://docs.example.org";

  @Override
  public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
    return parameter.getParameter().getType() == SiteEnvironment.class;
  }

  @Override
  public SiteEnvironment resolveParameter(ParameterContext parameter, ExtensionContext context) {
    return context
        .getRoot()
        .getStore(ExtensionContext.Namespace.create(SharedSite.class))
        .getOrComputeIfAbsent("site", key -> started(), SiteEnvironment.class);
  }

  private static SiteEnvironment started() {
    try {
      return new SiteEnvironment(
          Files.createTempDirectory("site"), Map.of("site.cors.origins", ORIGIN));
    } catch (Exception e) {
      throw new IllegalStateException("No environment for the tests", e);
    }
  }
}
