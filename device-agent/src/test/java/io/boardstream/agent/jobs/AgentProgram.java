package io.boardstream.agent.jobs;

import java.io.FileInputStream;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;

/** An agent in a process of its own, which can be killed. */
final class AgentProgram {

  private AgentProgram() {}

  /** Arguments: file of settings, folder, name, device. */
  public static void main(String[] args) throws Exception {
    Properties properties = new Properties();
    try (InputStream in = new FileInputStream(args[0])) {
      properties.load(in);
    }
    Map<String, String> settings = new HashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> settings.put(name, properties.getProperty(name)));
    AgentJobs agent = JobsFixture.newAgent(settings, Path.of(args[1]), args[2], args[3]);
    agent.start();
    Thread.currentThread().join();
  }
}
