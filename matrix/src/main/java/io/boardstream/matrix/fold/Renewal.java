package io.boardstream.matrix.fold;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How far the runs have been derived anew since catalogue or rules changed. Models of which not all
 * runs are, wait: half of them by old rules and half by new would be documents that nobody ever
 * meant.
 */
final class Renewal {

  private static final byte[] MARK = {0};

  private final OrderedStore store;

  Renewal(OrderedStore store) {
    this.store = store;
  }

  void begin() {
    store.put(Keys.renewed(), Keys.runs());
  }

  boolean isOn() {
    return store.get(Keys.renewed()) != null;
  }

  /** The next runs that were derived by rules of before, and moves on past them. */
  List<byte[]> next(int most) {
    byte[] last = most <= 0 ? null : store.get(Keys.renewed());
    if (last == null) {
      return List.of();
    }
    List<byte[]> next = Scans.keys(store, Keys.runs(), successor(last), most);
    if (next.size() < most) {
      store.delete(Keys.renewed());
    } else {
      store.put(Keys.renewed(), next.get(most - 1));
    }
    return next;
  }

  /** Whether some run of the models of a routing key is still derived by rules of before. */
  boolean isWaitedFor(String routingKey) {
    byte @Nullable [] last = store.get(Keys.renewed());
    if (last == null) {
      return false;
    }
    byte[] prefix = Keys.runsOf(routingKey);
    byte[] from = successor(last);
    byte[] first = Arrays.compareUnsigned(from, prefix) > 0 ? from : prefix;
    byte[] end = KeyWriter.after(prefix);
    return Arrays.compareUnsigned(first, end) < 0 && !Scans.keys(store, prefix, first, 1).isEmpty();
  }

  /** Keeps in mind what changed, for when the last run is renewed. */
  void postpone(String routingKey, Group group) {
    group.touched.keySet().forEach(cell -> store.put(Keys.waiting(routingKey, cell), MARK));
  }

  /** Adds what waited for runs that are all renewed by now. */
  void release(Map<String, Group> groups) {
    byte[] from = Keys.waiting();
    while (true) {
      List<byte[]> first = Scans.keys(store, Keys.waiting(), from, 1);
      if (first.isEmpty()) {
        return;
      }
      String routingKey = Keys.texts(first.get(0)).get(0);
      byte[] prefix = Keys.waiting(routingKey);
      if (!isWaitedFor(routingKey)) {
        Group group = groups.computeIfAbsent(routingKey, key -> new Group());
        for (byte[] key : Scans.keys(store, prefix, prefix, Integer.MAX_VALUE)) {
          List<String> texts = Keys.texts(key);
          group.renew(new CellId(texts.get(1), texts.get(2)));
          store.delete(key);
        }
      }
      from = KeyWriter.after(prefix);
    }
  }

  /** The lowest key after a key. */
  private static byte[] successor(byte[] key) {
    return Arrays.copyOf(key, key.length + 1);
  }
}
