package io.boardstream.producers.ci;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads JUnit's XML as pytest and others write it. A DOCTYPE, which none of them writes, is
 * refused.
 */
final class JUnitReport {

  private static final int MAX_MESSAGE = 10_000;

  private JUnitReport() {}

  /** How a test ended. */
  enum Result {
    PASSED,
    FAILED,
    /** The test could not be run as it should: its surroundings failed. */
    ERROR,
    SKIPPED
  }

  /**
   * A test.
   *
   * @param message of a failure, an error or a skip; empty for none
   * @param properties those of the suite, overridden by those of the test
   */
  record Test(
      String className,
      String name,
      Result result,
      String message,
      Map<String, String> properties) {

    /** As pytest names it. */
    String fullName() {
      return className.isEmpty() ? name : className + "::" + name;
    }
  }

  /**
   * Reads all tests of a report; cases without a name are none.
   *
   * @throws XMLStreamException when it is no such report
   */
  static List<Test> read(Path file) throws IOException, XMLStreamException {
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_COALESCING, true);
    try (InputStream in = Files.newInputStream(file)) {
      XMLStreamReader xml = factory.createXMLStreamReader(in);
      try {
        return new Parser().read(xml);
      } finally {
        xml.close();
      }
    }
  }

  private static final class Parser {
    private final List<Test> tests = new ArrayList<>();
    private final Map<String, String> suite = new HashMap<>();
    private final StringBuilder text = new StringBuilder();
    private @Nullable Map<String, String> properties;
    private String className = "";
    private String name = "";
    private Result result = Result.PASSED;
    private String message = "";
    private boolean started;

    List<Test> read(XMLStreamReader xml) throws XMLStreamException {
      while (xml.hasNext()) {
        switch (xml.next()) {
          case XMLStreamConstants.DTD ->
              throw new XMLStreamException("has a DOCTYPE, which reports do not need");
          case XMLStreamConstants.START_ELEMENT -> start(xml);
          case XMLStreamConstants.END_ELEMENT -> end(xml.getLocalName());
          case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
            if (text.length() < MAX_MESSAGE) {
              text.append(xml.getText());
            }
          }
          default -> {}
        }
      }
      return tests;
    }

    private void start(XMLStreamReader xml) throws XMLStreamException {
      String element = xml.getLocalName();
      if (!started && !element.equals("testsuites") && !element.equals("testsuite")) {
        throw new XMLStreamException("is no test report: it begins with <%s>".formatted(element));
      }
      started = true;
      switch (element) {
        case "testsuite" -> suite.clear();
        case "testcase" -> {
          className = attribute(xml, "classname");
          name = attribute(xml, "name");
          result = Result.PASSED;
          message = "";
          properties = new HashMap<>(suite);
        }
        case "property" ->
            (properties == null ? suite : properties)
                .put(attribute(xml, "name"), attribute(xml, "value"));
        case "failure" -> ended(Result.FAILED, xml);
        case "error" -> ended(Result.ERROR, xml);
        case "skipped" -> ended(Result.SKIPPED, xml);
        default -> {}
      }
      text.setLength(0);
    }

    /** An error says more than the failure beside it: the surroundings failed. */
    private void ended(Result as, XMLStreamReader xml) {
      if (result == Result.PASSED || as == Result.ERROR) {
        result = as;
        message = attribute(xml, "message");
      }
    }

    private void end(String element) {
      boolean says =
          element.equals("failure") || element.equals("error") || element.equals("skipped");
      if (says && message.isBlank()) {
        message = text.toString().strip();
      } else if (element.equals("testcase") && properties != null) {
        if (!name.isBlank()) {
          tests.add(new Test(className, name, result, message, Map.copyOf(properties)));
        }
        properties = null;
      }
    }

    private static String attribute(XMLStreamReader xml, String name) {
      String value = xml.getAttributeValue(null, name);
      return value == null ? "" : value;
    }
  }
}
