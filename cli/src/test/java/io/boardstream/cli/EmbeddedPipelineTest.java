package io.boardstream.cli;

import io.boardstream.cli.environment.EmbeddedEnvironment;
import io.boardstream.cli.environment.Environment;
import java.nio.file.Path;

final class EmbeddedPipelineTest extends PipelineSuite {

  @Override
  Environment environment(Path servers) {
    return new EmbeddedEnvironment(servers);
  }
}
