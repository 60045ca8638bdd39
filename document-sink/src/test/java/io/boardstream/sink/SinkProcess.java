package io.boardstream.sink;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/** A sink in a process of its own, with the settings {@code key=value} that it is given. */
final class SinkProcess {

  private SinkProcess() {}

  public static void main(String[] arguments) throws IOException {
    Map<String, String> values = new HashMap<>();
    for (String argument : arguments) {
      int equals = argument.indexOf('=');
      values.put(argument.substring(0, equals), argument.substring(equals + 1));
    }
    try (DocumentSink sink =
        new DocumentSink(SinkEnvironment.settings(values), new SimpleMeterRegistry())) {
      sink.start();
      System.out.println("started");
      int unused = System.in.read();
    }
  }
}
