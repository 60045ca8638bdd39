package io.boardstream.matrix.regression;

import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Follows what kind of failure something has that fails anyway: one that was never seen of it, and
 * is found twice in a row, is news. That it fails at all is told by others.
 *
 * @param <K> names a piece of evidence
 */
public final class NewCategory<K> {

  /**
   * What happened.
   *
   * @param opened whether a new kind came; otherwise the newest new kind is over
   * @param since first evidence of it
   * @param lastGood newest evidence of before; null when there is none
   * @param told evidence that convinced
   * @param before kind that it had before
   * @param category the kind that it is about
   */
  public record Event<K>(
      boolean opened, K since, @Nullable K lastGood, K told, String before, String category) {}

  private static final int CONFIRMATIONS = 2;

  /** More kinds than there are, nobody has. */
  private static final int MOST = 64;

  private final Set<String> seen = new LinkedHashSet<>();

  /** Kind of the newest failures; empty when it runs, or nothing is known. */
  private String now = "";

  private String doubted = "";
  private int times;
  private @Nullable K doubtedSince;
  private @Nullable K lastGood;
  private String open = "";
  private @Nullable K openSince;

  /** It runs: what fails next, fails anew. */
  public Optional<Event<K>> ran(K evidence) {
    Optional<Event<K>> over = over(evidence);
    now = "";
    doubted = "";
    times = 0;
    lastGood = evidence;
    return over;
  }

  /** It failed in a way that the rules know. */
  public Optional<Event<K>> failed(K evidence, String category) {
    if (seen.contains(category) || seen.size() >= MOST) {
      Optional<Event<K>> over = category.equals(open) ? Optional.empty() : over(evidence);
      now = category;
      doubted = "";
      times = 0;
      lastGood = evidence;
      return over;
    }
    if (!category.equals(doubted)) {
      doubted = category;
      times = 0;
      doubtedSince = evidence;
    }
    times++;
    K since = doubtedSince;
    if (times < CONFIRMATIONS || since == null) {
      return Optional.empty();
    }
    seen.add(category);
    String before = now;
    K good = lastGood;
    now = category;
    doubted = "";
    times = 0;
    lastGood = evidence;
    if (before.isEmpty()) {
      return Optional.empty();
    }
    open = category;
    openSince = since;
    return Optional.of(new Event<>(true, since, good, evidence, before, category));
  }

  private Optional<Event<K>> over(K evidence) {
    K since = openSince;
    if (since == null) {
      return Optional.empty();
    }
    Event<K> event = new Event<>(false, since, lastGood, evidence, now, open);
    open = "";
    openSince = null;
    return Optional.of(event);
  }

  /** All that is remembered. */
  public byte[] state(Function<K, byte[]> name) {
    return Packing.pack(
        out -> {
          out.writeInt(seen.size());
          for (String one : seen) {
            out.writeUTF(one);
          }
          out.writeUTF(now);
          out.writeUTF(doubted);
          out.writeInt(times);
          Packing.bytes(out, doubtedSince == null ? null : name.apply(doubtedSince));
          Packing.bytes(out, lastGood == null ? null : name.apply(lastGood));
          out.writeUTF(open);
          Packing.bytes(out, openSince == null ? null : name.apply(openSince));
        });
  }

  /** Where {@link #state} was taken. */
  public static <K> NewCategory<K> resumed(byte[] state, Function<byte[], K> named) {
    NewCategory<K> resumed = new NewCategory<>();
    return Packing.unpack(
        state,
        in -> {
          for (int left = in.readInt(); left > 0; left--) {
            resumed.seen.add(in.readUTF());
          }
          resumed.now = in.readUTF();
          resumed.doubted = in.readUTF();
          resumed.times = in.readInt();
          byte[] doubtedSince = Packing.bytesOrNull(in);
          resumed.doubtedSince = doubtedSince == null ? null : named.apply(doubtedSince);
          byte[] lastGood = Packing.bytesOrNull(in);
          resumed.lastGood = lastGood == null ? null : named.apply(lastGood);
          resumed.open = in.readUTF();
          byte[] openSince = Packing.bytesOrNull(in);
          resumed.openSince = openSince == null ? null : named.apply(openSince);
          return resumed;
        });
  }
}
