package io.boardstream.agent.model;

import java.net.URI;

/** What opens a hub. It cannot be printed, and is shown to no other server than that hub. */
final class Token {
  private final String secret;
  private final URI hub;

  /**
   * @param hub the only server that it is shown to
   */
  Token(String secret, URI hub) {
    this.secret = secret;
    this.hub = hub;
  }

  /** Whether an address is of the hub itself: the same protocol, host and port. */
  boolean isFor(URI address) {
    return hub.getScheme().equalsIgnoreCase(address.getScheme())
        && hub.getHost().equalsIgnoreCase(address.getHost())
        && port(hub) == port(address);
  }

  String header() {
    return "Bearer " + secret;
  }

  @Override
  public String toString() {
    return "[hidden]";
  }

  private static int port(URI address) {
    if (address.getPort() >= 0) {
      return address.getPort();
    }
    return "https".equalsIgnoreCase(address.getScheme()) ? 443 : 80;
  }
}
