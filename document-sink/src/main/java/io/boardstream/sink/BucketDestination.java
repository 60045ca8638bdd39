package io.boardstream.sink;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.boardstream.runtime.folder.DocumentFolder;
import java.io.IOException;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.LongSupplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.core.sync.RequestBody;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.DeleteObjectRequest;
import software.amazon.awssdk.services.s3.model.NoSuchKeyException;
import software.amazon.awssdk.services.s3.model.PutObjectRequest;
import software.amazon.awssdk.services.s3.model.S3Exception;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * An opened bucket. It knows the tag of every document there, so that one that is as it should be
 * costs no request, and one that others changed is noticed.
 */
final class BucketDestination implements Destination {

  /** Names the writer; the server's tag of it tells whether a later writer has come. */
  static final String CLAIM = ".boardstream-writer";

  /** Metadata of a document, for servers whose tags are no MD5 sums. */
  private static final String HASH = "boardstream-sha256";

  private static final Pattern QUOTED = Pattern.compile("(?:W/)?\"(.*)\"");

  private static final Pattern MODEL =
      Pattern.compile(
          Pattern.quote(DocumentFolder.MODELS + "/")
              + "[a-z0-9-]{1,200}"
              + Pattern.quote(DocumentFolder.SUFFIX));

  private final S3Client client;
  private final BucketSettings settings;
  private final byte[] claim;
  private final LongSupplier nanoTime;
  private final ExecutorService requests;

  /** Tags of the documents that are ours, by name. */
  private final Map<String, String> tags = new ConcurrentHashMap<>();

  /** Bytes of documents that were read, as long as nobody writes them. */
  private final Map<String, byte[]> bodies = new ConcurrentHashMap<>();

  private String claimTag = "";
  private boolean tagsAreMd5;
  private long checkedAt;

  /** Ends all further work on it; set from the threads of requests too. */
  private volatile @Nullable IOException lost;

  private volatile boolean changedByOthers;

  BucketDestination(
      S3Client client, BucketSettings settings, String writer, LongSupplier nanoTime) {
    this.client = client;
    this.settings = settings;
    this.claim = ("{\"writer\":\"" + writer + "\"}\n").getBytes(UTF_8);
    this.nanoTime = nanoTime;
    this.requests =
        Executors.newFixedThreadPool(
            settings.parallelism(),
            task -> {
              Thread thread = new Thread(task, "document-sink-bucket");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * Claims the bucket and reads what is there.
   *
   * @param ours tag of the claim that this writer made before
   * @return the tag of the claim
   * @throws BucketProblem.TakenOverException when another writer has come since
   */
  String open(Optional<String> ours) throws IOException {
    Map<String, String> present = list();
    Optional<String> found = Optional.ofNullable(present.get(CLAIM));
    if (ours.isPresent() && found.isPresent() && !found.equals(ours)) {
      throw new BucketProblem.TakenOverException();
    }
    String md5 = Digests.md5(claim).hex();
    if (found.isEmpty() || !found.equals(ours)) {
      claimTag = put(CLAIM, claim, found);
      // Another writer may have been at work until it saw the claim.
      present = list();
    } else {
      claimTag = found.get();
    }
    tagsAreMd5 = claimTag.equals(md5);
    present.forEach(
        (name, tag) -> {
          if (isDocument(name)) {
            tags.put(name, tag);
          }
        });
    checkedAt = nanoTime.getAsLong();
    return claimTag;
  }

  @Override
  public boolean isStillThere() throws IOException {
    if (lost != null || changedByOthers) {
      return false;
    }
    if (nanoTime.getAsLong() - checkedAt < settings.checkInterval().toNanos()) {
      return true;
    }
    Map<String, String> present;
    try {
      present = list();
    } catch (SdkException e) {
      throw lost(e);
    }
    checkedAt = nanoTime.getAsLong();
    boolean claimed = claimTag.equals(present.get(CLAIM));
    present.keySet().removeIf(name -> !isDocument(name));
    return claimed && present.equals(tags);
  }

  @Override
  public Collection<String> models() {
    return tags.keySet().stream()
        .filter(name -> MODEL.matcher(name).matches())
        .map(DocumentFolder::id)
        .toList();
  }

  @Override
  public Optional<byte[]> read(String name) throws IOException {
    if (!tags.containsKey(name)) {
      return Optional.empty();
    }
    byte[] known = bodies.get(name);
    if (known != null) {
      return Optional.of(known);
    }
    try {
      byte[] bytes =
          client
              .getObjectAsBytes(get -> get.bucket(settings.bucket()).key(key(name)))
              .asByteArray();
      bodies.put(name, bytes);
      return Optional.of(bytes);
    } catch (NoSuchKeyException e) {
      return Optional.empty();
    } catch (SdkException e) {
      throw lost(e);
    }
  }

  @Override
  public void write(Map<String, Optional<byte[]>> documents, Results results) {
    Map<String, Future<Result>> running = new LinkedHashMap<>();
    documents.forEach(
        (name, document) -> running.put(name, requests.submit(() -> write(name, document))));
    running.forEach(
        (name, result) -> {
          try {
            Result done = result.get();
            results.done(name, done.outcome(), done.nanos());
          } catch (ExecutionException e) {
            if (!(e.getCause() instanceof IOException failure)) {
              throw new IllegalStateException("Writing " + name, e.getCause());
            }
            results.failed(name, failure);
          } catch (InterruptedException e) {
            throw new IllegalStateException("Nobody interrupts the sink", e);
          }
        });
  }

  @Override
  public void sync() {
    // The server answers when a document is safe.
  }

  @Override
  public void close() {
    requests.shutdownNow();
  }

  private record Result(Outcome outcome, long nanos) {}

  /** One document, on a thread of its own. */
  private Result write(String name, Optional<byte[]> document) throws IOException {
    IOException before = lost;
    if (before != null) {
      throw before;
    }
    long begin = System.nanoTime();
    try {
      Outcome outcome = document.isPresent() ? replace(name, document.get()) : remove(name);
      return new Result(outcome, System.nanoTime() - begin);
    } catch (S3Exception e) {
      if (e.statusCode() == 412 || e.statusCode() == 409) {
        throw conflict(name);
      }
      throw lost(e);
    } catch (SdkException e) {
      throw lost(e);
    }
  }

  private Outcome replace(String name, byte[] bytes) {
    Optional<String> tag = Optional.ofNullable(tags.get(name));
    if (tag.isPresent() && isSame(name, tag.get(), bytes)) {
      return Outcome.UNCHANGED;
    }
    tags.put(name, put(name, bytes, tag));
    bodies.computeIfPresent(name, (read, old) -> bytes);
    return Outcome.WRITTEN;
  }

  private Outcome remove(String name) {
    String tag = tags.get(name);
    if (tag == null) {
      return Outcome.ABSENT;
    }
    var delete = DeleteObjectRequest.builder().bucket(settings.bucket()).key(key(name));
    if (settings.conditionalWrites()) {
      delete.ifMatch(quoted(tag));
    }
    client.deleteObject(delete.build());
    tags.remove(name);
    bodies.remove(name);
    return Outcome.REMOVED;
  }

  private boolean isSame(String name, String tag, byte[] bytes) {
    if (tagsAreMd5) {
      return tag.equals(Digests.md5(bytes).hex());
    }
    try {
      var head = client.headObject(ask -> ask.bucket(settings.bucket()).key(key(name)));
      return bare(head.eTag()).equals(tag)
          && Digests.sha256(bytes).hex().equals(head.metadata().get(HASH));
    } catch (NoSuchKeyException e) {
      return false;
    }
  }

  /** Writes on the condition that it is there with this tag, or is not there; returns its tag. */
  private String put(String name, byte[] bytes, Optional<String> tag) {
    PutObjectRequest.Builder put =
        PutObjectRequest.builder()
            .bucket(settings.bucket())
            .key(key(name))
            .contentType("application/json")
            .contentMD5(Digests.md5(bytes).base64())
            .metadata(Map.of(HASH, Digests.sha256(bytes).hex()));
    settings.cacheControl().ifPresent(put::cacheControl);
    if (settings.conditionalWrites()) {
      tag.ifPresentOrElse(known -> put.ifMatch(quoted(known)), () -> put.ifNoneMatch("*"));
    }
    return bare(client.putObject(put.build(), RequestBody.fromBytes(bytes)).eTag());
  }

  /** Tags of all objects under the prefix, by name. */
  private Map<String, String> list() {
    Map<String, String> present = new HashMap<>();
    client
        .listObjectsV2Paginator(list -> list.bucket(settings.bucket()).prefix(settings.prefix()))
        .contents()
        .forEach(object -> present.put(name(object), bare(object.eTag())));
    return present;
  }

  private IOException conflict(String name) {
    changedByOthers = true;
    return new BucketProblem.ChangedByOthersException(name);
  }

  private IOException lost(SdkException e) {
    IOException failure = BucketProblem.of(e);
    lost = failure;
    return failure;
  }

  private static boolean isDocument(String name) {
    return name.equals(DocumentFolder.COMPATIBILITY)
        || name.equals(DocumentFolder.INDEX)
        || MODEL.matcher(name).matches();
  }

  private String key(String name) {
    return settings.prefix() + name;
  }

  private String name(S3Object object) {
    return object.key().substring(settings.prefix().length());
  }

  private static String quoted(String tag) {
    return '"' + tag + '"';
  }

  private static String bare(String tag) {
    Matcher quoted = QUOTED.matcher(tag);
    return quoted.matches() ? quoted.group(1) : tag;
  }
}
