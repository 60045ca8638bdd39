package io.boardstream.agent.boards;

/** What reports boards. */
public enum Source {
  /** The kernel driver's tree: cheap, and only of chips on this host's bus. */
  SYSFS("sysfs"),
  /** The command tt-smi, or a capture of what it said. */
  TT_SMI("tt-smi");

  private final String label;

  Source(String label) {
    this.label = label;
  }

  @Override
  public String toString() {
    return label;
  }
}
