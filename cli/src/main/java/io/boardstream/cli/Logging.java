package io.boardstream.cli;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import ch.qos.logback.core.joran.spi.JoranException;
import java.net.URL;
import java.nio.file.Path;
import java.util.Objects;
import org.slf4j.LoggerFactory;

/**
 * Where the log goes. Until one of these is called there is none: questions are answered quietly.
 */
final class Logging {

  private Logging() {}

  /** To a file that rolls over, for a process whose console is for people. */
  static void toFile(Path file) {
    configure("log-to-file.xml", file.toString());
  }

  /** To standard output, for a process that something else watches over. */
  static void toConsole() {
    configure("log-to-console.xml", "");
  }

  private static void configure(String resource, String file) {
    URL configuration = Objects.requireNonNull(Logging.class.getResource(resource), resource);
    LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
    context.reset();
    context.putProperty("LOG_FILE", file);
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    try {
      configurator.doConfigure(configuration);
    } catch (JoranException e) {
      throw new CommandFailedException("Cannot set up the log: " + e.getMessage(), e);
    }
  }
}
