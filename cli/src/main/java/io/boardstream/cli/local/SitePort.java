package io.boardstream.cli.local;

import io.boardstream.runtime.Settings;
import io.boardstream.site.SiteSettings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The port of a local system's site: once taken it is kept, so that links stay good. */
final class SitePort {

  private SitePort() {}

  /** That of the last start if it is free, else a free one; 0 when the host is none of ours. */
  static int of(DataDir dir, Settings settings) {
    String host = new SiteSettings(settings.values()).host();
    return RunningSystem.lastOf(dir)
        .map(last -> last.addresses().site())
        .map(url -> URI.create(url).getPort())
        .filter(port -> port > 0)
        .flatMap(port -> free(host, port))
        .or(() -> free(host, 0))
        .orElse(0);
  }

  /** Where browsers on this machine find it; null while no port is known. */
  static @Nullable String url(Map<String, String> values) {
    SiteSettings site = new SiteSettings(values);
    if (site.port() == 0) {
      return null;
    }
    boolean everywhere = site.host().equals("0.0.0.0") || site.host().equals("::");
    String host = everywhere ? "127.0.0.1" : site.host();
    return "http://%s:%d".formatted(host.contains(":") ? "[" + host + "]" : host, site.port());
  }

  private static Optional<Integer> free(String host, int port) {
    try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getByName(host))) {
      return Optional.of(socket.getLocalPort());
    } catch (IOException e) {
      // Taken since, or an address that start-up will complain about in its own words.
      return Optional.empty();
    }
  }
}
