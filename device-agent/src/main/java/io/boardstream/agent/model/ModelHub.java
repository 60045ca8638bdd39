package io.boardstream.agent.model;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A hub of models that speaks as huggingface.co does. What a file must be is asked of the hub for
 * the pinned commit, and checked: large files have a SHA-256 there, small ones their name in Git.
 */
public final class ModelHub {
  private static final Duration SILENCE = Duration.ofSeconds(60);
  private static final int MAX_FILES = 1_000;
  private static final int MAX_LISTING = 16 << 20;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of a model in several forms, what its frontends cannot read. */
  private static final Set<String> NOT_NEEDED =
      Set.of(
          "h5",
          "msgpack",
          "ot",
          "onnx",
          "tflite",
          "gguf",
          "pb",
          "mlmodel",
          "md",
          "png",
          "jpg",
          "jpeg",
          "gif",
          "pdf",
          "py",
          "gitattributes",
          "gitignore",
          "mp4",
          "wav");

  private final URI url;
  private final Optional<Token> token;
  private final Download download;

  ModelHub(URI url, Optional<Token> token) {
    this(url, token, SILENCE);
  }

  ModelHub(URI url, Optional<Token> token, Duration silence) {
    this.url = url;
    this.token = token;
    this.download = new Download(silence);
  }

  /** The public one, without a token. */
  public static ModelHub publicHub() {
    return new ModelHub(URI.create("https://huggingface.co"), Optional.empty());
  }

  /** A file of a model in a hub, and what it must be. */
  record HubFile(String name, long size, Optional<String> sha256, Optional<String> gitBlob) {

    /** Why it is not what it must be. */
    Optional<String> differs(Path file) throws IOException {
      String wanted = sha256.or(() -> gitBlob).orElse("");
      String found = sha256.isPresent() ? Digests.sha256(file) : Digests.gitBlob(file);
      return wanted.equalsIgnoreCase(found)
          ? Optional.empty()
          : Optional.of("%s is %s, but should be %s".formatted(name, found, wanted));
    }
  }

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Listing(@Nullable List<Sibling> siblings) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Sibling(
      @Nullable String rfilename, @Nullable String blobId, long size, @Nullable Lfs lfs) {}

  @JsonIgnoreProperties(ignoreUnknown = true)
  private record Lfs(@Nullable String sha256) {}

  /** The files that an address means. */
  List<HubFile> files(HubAddress address) throws IOException {
    List<HubFile> files = new ArrayList<>();
    for (Sibling sibling : siblings(address)) {
      String name = sibling.rfilename() == null ? "" : sibling.rfilename();
      boolean wanted = address.path().map(name::equals).orElseGet(() -> isNeeded(name));
      if (wanted && HubAddress.isFile(name)) {
        String sha256 = sibling.lfs() == null ? null : sibling.lfs().sha256();
        files.add(
            new HubFile(
                name,
                sibling.size(),
                Optional.ofNullable(sha256),
                Optional.ofNullable(sibling.blobId())));
      }
    }
    if (address.path().isEmpty()
        && files.stream().anyMatch(file -> file.name().endsWith(".safetensors"))) {
      files.removeIf(file -> file.name().endsWith(".bin"));
    }
    for (HubFile file : files) {
      if (file.sha256().isEmpty() && file.gitBlob().isEmpty()) {
        throw new IOException("the hub does not say what " + file.name() + " must be");
      }
    }
    if (files.isEmpty() || files.size() > MAX_FILES) {
      throw new IOException(
          files.isEmpty()
              ? "there is no such file at that commit"
              : "it has more than " + MAX_FILES + " files");
    }
    return files;
  }

  void fetch(HubAddress address, HubFile file, Download.Sink sink) throws IOException {
    download.read(
        at("/%s/resolve/%s/%s".formatted(address.repository(), address.commit(), file.name())),
        token,
        sink);
  }

  private List<Sibling> siblings(HubAddress address) throws IOException {
    List<Sibling> siblings = new ArrayList<>();
    download.read(
        at(
            "/api/models/%s/revision/%s?blobs=true"
                .formatted(address.repository(), address.commit())),
        token,
        in -> {
          byte[] listing = in.readNBytes(MAX_LISTING);
          Listing found = JSON.readValue(listing, Listing.class);
          if (found.siblings() != null) {
            siblings.addAll(found.siblings());
          }
        });
    return siblings;
  }

  private URI at(String path) {
    String base = url.toString();
    return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
  }

  /** What is needed to load it: what stands at its top, but for other forms and pictures. */
  private static boolean isNeeded(String name) {
    String ending = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    return !name.contains("/") && !NOT_NEEDED.contains(ending);
  }
}
