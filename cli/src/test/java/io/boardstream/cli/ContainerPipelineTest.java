package io.boardstream.cli;

import io.boardstream.cli.environment.ContainerEnvironment;
import io.boardstream.cli.environment.Environment;
import java.nio.file.Path;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.DockerClientFactory;

@EnabledIf(
    value = "isDockerThere",
    disabledReason = "No Docker engine answers; the embedded servers prove the same suite.")
final class ContainerPipelineTest extends PipelineSuite {

  static boolean isDockerThere() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @Override
  Environment environment(Path servers) {
    return new ContainerEnvironment();
  }
}
