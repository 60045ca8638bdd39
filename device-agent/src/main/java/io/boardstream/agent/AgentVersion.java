package io.boardstream.agent;

import io.boardstream.agent.telemetry.BoardAgent;
import picocli.CommandLine.IVersionProvider;

/** The version that the build wrote into the agent's jar. */
final class AgentVersion implements IVersionProvider {

  @Override
  public String[] getVersion() {
    return new String[] {"boardstream agent " + BoardAgent.version()};
  }
}
