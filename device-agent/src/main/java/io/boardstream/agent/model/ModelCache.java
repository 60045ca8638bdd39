package io.boardstream.agent.model;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * Fetches models into a folder of bounded size: files of this host or of an address, each under its
 * digest, and models of a hub under their pinned address. What is there is read again before it is
 * trusted.
 */
public final class ModelCache {
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final String MANIFEST = ".digest";

  private final CacheFolder cache;
  private final Path locals;
  private final ModelHub hub;
  private final Download download = new Download(SILENCE);

  /** With the public hub and no token. */
  public ModelCache(Path folder, Path locals, long maxBytes, Clock clock) {
    this(folder, locals, maxBytes, clock, ModelHub.publicHub());
  }

  /**
   * @param folder of the cache, made if need be
   * @param locals where jobs may name files of this host; nothing outside it is read
   * @param maxBytes of all files together
   * @param hub what {@code hf://…} means
   */
  public ModelCache(Path folder, Path locals, long maxBytes, Clock clock, ModelHub hub) {
    this.cache = new CacheFolder(folder, maxBytes, clock);
    this.locals = locals;
    this.hub = hub;
  }

  /**
   * The file of a model, or its folder.
   *
   * @param address {@code http(s)://…}, {@code hf://organisation/name@commit[/path]}, or a path
   *     below the folder of local models
   * @param sha256 what it must be; required of {@code http(s)://…}. Of a folder: of the lines
   *     "sha256, two blanks, name", in the order of the names
   */
  public CachedModel fetch(String address, Optional<String> sha256)
      throws ModelUnavailableException {
    try {
      if (address.startsWith(HubAddress.SCHEME)) {
        return fromHub(HubAddress.of(address), sha256);
      }
      boolean remote = address.startsWith("http://") || address.startsWith("https://");
      if (remote && sha256.isEmpty()) {
        throw new ModelUnavailableException(
            "download of " + shown(address) + " refused: a job must pin it by its sha256");
      }
      return file(address, remote, sha256);
    } catch (ModelUnavailableException e) {
      throw e;
    } catch (IOException | IllegalArgumentException e) {
      throw new ModelUnavailableException(
          "download of %s failed: %s".formatted(shown(address), e.getMessage()), e);
    }
  }

  private CachedModel file(String address, boolean remote, Optional<String> sha256)
      throws IOException {
    String name = safeName(address);
    if (sha256.isPresent()) {
      String key = key(sha256.get());
      Path file = cache.place(key, name);
      if (Files.isRegularFile(file)) {
        if (Digests.sha256(file).equals(key)) {
          return cache.lend(key, name, key);
        }
        cache.drop(key);
      }
    }
    Path part = cache.newPart();
    try {
      Path file = part.resolve(name);
      String[] digest = {""};
      if (remote) {
        download.read(URI.create(address), Optional.empty(), in -> digest[0] = write(in, file, 0));
      } else {
        try (InputStream in = Files.newInputStream(local(address))) {
          digest[0] = write(in, file, 0);
        }
      }
      if (sha256.isPresent() && !sha256.get().equalsIgnoreCase(digest[0])) {
        throw new ModelUnavailableException(
            "digest differs: %s is %s, but should be %s"
                .formatted(shown(address), digest[0], sha256.get()));
      }
      return cache.keep(part, digest[0], name, digest[0]);
    } finally {
      CacheFolder.delete(part);
    }
  }

  private CachedModel fromHub(HubAddress address, Optional<String> sha256) throws IOException {
    String key = "hub-" + Digests.sha256(address.toString());
    String name = address.path().map(ModelCache::safeName).orElseGet(address::name);
    Path manifest = cache.place(key, MANIFEST);
    if (Files.isRegularFile(manifest)) {
      String digest = digest(cache.place(key, name));
      if (Files.readString(manifest).equals(digest)) {
        requireDigest(address, digest, sha256);
        return cache.lend(key, name, digest);
      }
      cache.drop(key);
    }
    Path part = cache.newPart();
    try {
      Path place = part.resolve(name);
      long size = 0;
      for (ModelHub.HubFile file : hub.files(address)) {
        Path into = address.path().isPresent() ? place : place.resolve(file.name());
        Files.createDirectories(into.getParent());
        long before = size;
        hub.fetch(address, file, in -> write(in, into, before));
        size += Files.size(into);
        Optional<String> differs = file.differs(into);
        if (differs.isPresent()) {
          throw new ModelUnavailableException("digest differs: " + differs.get());
        }
      }
      String digest = digest(place);
      requireDigest(address, digest, sha256);
      Files.writeString(part.resolve(MANIFEST), digest);
      return cache.keep(part, key, name, digest);
    } finally {
      CacheFolder.delete(part);
    }
  }

  private static void requireDigest(HubAddress address, String digest, Optional<String> wanted)
      throws ModelUnavailableException {
    if (wanted.isPresent() && !wanted.get().equalsIgnoreCase(digest)) {
      throw new ModelUnavailableException(
          "digest differs: %s at %s is %s, but should be %s"
              .formatted(address.repository(), address.commit(), digest, wanted.get()));
    }
  }

  /** Of a file, or of the list of a folder's files with theirs. */
  private static String digest(Path place) throws IOException {
    if (!Files.isDirectory(place)) {
      return Files.isRegularFile(place) ? Digests.sha256(place) : "";
    }
    List<Path> files = new ArrayList<>();
    try (var all = Files.walk(place)) {
      all.filter(Files::isRegularFile).sorted().forEach(files::add);
    }
    StringBuilder lines = new StringBuilder();
    for (Path file : files) {
      lines.append(Digests.sha256(file)).append("  ").append(place.relativize(file)).append('\n');
    }
    return Digests.sha256(lines.toString());
  }

  private Path local(String address) throws IOException {
    Path root = locals.toRealPath();
    Path file = root.resolve(address).normalize();
    if (!file.startsWith(root) || !Files.isRegularFile(file)) {
      throw new IOException("there is no file " + address + " among the models in " + root);
    }
    if (!file.toRealPath().startsWith(root)) {
      throw new IOException(address + " leads out of the models in " + root);
    }
    return file;
  }

  /** The digest of what came; what was there before counts against the limit. */
  private String write(InputStream in, Path file, long before) throws IOException {
    MessageDigest digest = Digests.sha256();
    try (OutputStream out = Files.newOutputStream(file)) {
      byte[] buffer = new byte[64 << 10];
      long size = before;
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        size += n;
        if (size > cache.maxBytes()) {
          throw new IOException("it is larger than the cache of " + cache.maxBytes() + " bytes");
        }
        digest.update(buffer, 0, n);
        out.write(buffer, 0, n);
      }
    }
    return Digests.hex(digest.digest());
  }

  private static String key(String sha256) throws ModelUnavailableException {
    if (!sha256.matches("[0-9a-fA-F]{64}")) {
      throw new ModelUnavailableException("\"" + sha256 + "\" is no sha256");
    }
    return sha256.toLowerCase(Locale.ROOT);
  }

  /** Programs look at the ending of a model's file, so it keeps its name. */
  private static String safeName(String address) {
    String path = address.replaceAll("[?#].*", "");
    String name = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9._-]", "_");
    return name.isEmpty() || name.startsWith(".") ? "model" : name;
  }

  /** An address may hold a user, or a key behind its question mark. */
  private static String shown(String address) {
    return address.replaceAll("[?#].*", "").replaceAll("://[^/@]*@", "://");
  }
}
