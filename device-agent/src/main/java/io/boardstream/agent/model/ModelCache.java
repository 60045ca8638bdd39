package io.boardstream.agent.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Fetches model files into a folder of bounded size, each under its digest. A file that is there is
 * read again before it is trusted; what was used longest ago goes first, what is in use stays.
 */
public final class ModelCache {
  private static final Duration CONNECT = Duration.ofSeconds(30);

  private final Path folder;
  private final Path locals;
  private final long maxBytes;
  private final Clock clock;
  private final HttpClient http =
      HttpClient.newBuilder()
          .connectTimeout(CONNECT)
          .followRedirects(HttpClient.Redirect.NORMAL)
          .build();
  private final Map<String, Integer> inUse = new HashMap<>();

  /**
   * @param folder of the cache, made if need be
   * @param locals where jobs may name files of this host; nothing outside it is read
   * @param maxBytes of all files together
   */
  public ModelCache(Path folder, Path locals, long maxBytes, Clock clock) {
    this.folder = folder;
    this.locals = locals;
    this.maxBytes = maxBytes;
    this.clock = clock;
  }

  /**
   * The file of a model.
   *
   * @param address {@code http(s)://…}, or a path below the folder of local models
   * @param sha256 what it must be; required of what comes over the network
   */
  public CachedModel fetch(String address, Optional<String> sha256)
      throws ModelUnavailableException {
    boolean remote = address.startsWith("http://") || address.startsWith("https://");
    if (remote && sha256.isEmpty()) {
      throw new ModelUnavailableException(
          "download of " + address + " refused: a job must pin it by its sha256");
    }
    try {
      Optional<CachedModel> cached =
          sha256.isPresent() ? cached(sha256.get(), address) : Optional.empty();
      if (cached.isPresent()) {
        return cached.get();
      }
      Files.createDirectories(folder);
      Path part = Files.createTempFile(folder, "part-", ".tmp");
      try {
        String digest = remote ? download(address, part) : copy(address, part);
        if (sha256.isPresent() && !sha256.get().equalsIgnoreCase(digest)) {
          throw new ModelUnavailableException(
              "digest differs: %s is %s, but should be %s"
                  .formatted(address, digest, sha256.get()));
        }
        return keep(part, digest, address);
      } finally {
        Files.deleteIfExists(part);
      }
    } catch (ModelUnavailableException e) {
      throw e;
    } catch (IOException e) {
      throw new ModelUnavailableException("download of " + address + " failed: " + e, e);
    }
  }

  private synchronized Optional<CachedModel> cached(String sha256, String address)
      throws IOException {
    Path file = place(sha256, address);
    if (!Files.isRegularFile(file)) {
      return Optional.empty();
    }
    if (!digest(file).equalsIgnoreCase(sha256)) {
      Files.delete(file);
      return Optional.empty();
    }
    return Optional.of(lease(file, sha256));
  }

  private synchronized CachedModel keep(Path part, String digest, String address)
      throws IOException {
    makeRoom(Files.size(part));
    Path file = place(digest, address);
    Files.createDirectories(file.getParent());
    Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    return lease(file, digest);
  }

  private CachedModel lease(Path file, String digest) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
    inUse.merge(file.toString(), 1, Integer::sum);
    return new CachedModel(file, digest, Files.size(file), () -> release(file));
  }

  private synchronized void release(Path file) {
    inUse.computeIfPresent(file.toString(), (name, count) -> count > 1 ? count - 1 : null);
  }

  private void makeRoom(long needed) throws IOException {
    if (needed > maxBytes) {
      throw new ModelUnavailableException(
          "the model has %d bytes, the cache only %d".formatted(needed, maxBytes));
    }
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files =
          all.filter(Files::isRegularFile)
              .filter(file -> !file.getFileName().toString().startsWith("part-"))
              .sorted(Comparator.comparing(ModelCache::used))
              .toList();
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
    long total = 0;
    for (Path file : files) {
      total += Files.size(file);
    }
    for (Path file : files) {
      if (total + needed <= maxBytes) {
        return;
      }
      if (!inUse.containsKey(file.toString())) {
        total -= Files.size(file);
        Files.delete(file);
      }
    }
    if (total + needed > maxBytes) {
      throw new ModelUnavailableException("the cache of models is full of models in use");
    }
  }

  private String download(String address, Path part) throws IOException {
    HttpRequest request = HttpRequest.newBuilder(URI.create(address)).GET().build();
    try {
      HttpResponse<InputStream> response =
          http.send(request, HttpResponse.BodyHandlers.ofInputStream());
      try (InputStream body = response.body()) {
        if (response.statusCode() != 200) {
          throw new IOException("HTTP status " + response.statusCode());
        }
        return write(body, part);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  private String copy(String address, Path part) throws IOException {
    Path root = locals.toRealPath();
    Path file = root.resolve(address).normalize();
    if (!file.startsWith(root) || !Files.isRegularFile(file)) {
      throw new IOException("there is no file " + address + " among the models in " + root);
    }
    if (!file.toRealPath().startsWith(root)) {
      throw new IOException(address + " leads out of the models in " + root);
    }
    try (InputStream in = Files.newInputStream(file)) {
      return write(in, part);
    }
  }

  private String write(InputStream in, Path part) throws IOException {
    MessageDigest digest = sha256();
    try (OutputStream out = Files.newOutputStream(part)) {
      byte[] buffer = new byte[64 << 10];
      long size = 0;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        size += n;
        if (size > maxBytes) {
          throw new IOException("it is larger than the cache of " + maxBytes + " bytes");
        }
        digest.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  /** Programs look at the ending of a model's file, so it keeps its name. */
  private Path place(String digest, String address) throws ModelUnavailableException {
    if (!digest.matches("[0-9a-fA-F]{64}")) {
      throw new ModelUnavailableException("\"" + digest + "\" is no sha256");
    }
    String path = address.replaceAll("[?#].*", "");
    String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
    String safe = name.isEmpty() || name.startsWith(".") ? "model" : name;
    return folder.resolve(digest.toLowerCase(java.util.Locale.ROOT)).resolve(safe);
  }

  private static FileTime used(Path file) {
    try {
      return Files.getLastModifiedTime(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String digest(Path file) throws IOException {
    MessageDigest digest = sha256();
    try (InputStream in = Files.newInputStream(file)) {
      byte[] buffer = new byte[64 << 10];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        digest.update(buffer, 0, n);
      }
    }
    return HexFormat.of().formatHex(digest.digest());
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("Every JDK has SHA-256", e);
    }
  }
}
