package io.boardstream.streams;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.matrix.fold.OrderedStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.StreamsBuilder;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.kstream.Consumed;
import org.apache.kafka.streams.processor.api.ContextualProcessor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The view over a cached RocksDB store, in the middle of a transaction and across commits. */
class StoreViewTest {

  private static final String STORE = "store";

  private @Nullable Consumer<StoreView> work;
  private final TopologyTestDriver driver = driver();
  private final TestInputTopic<byte[], byte[]> input =
      driver.createInputTopic("input", new ByteArraySerializer(), new ByteArraySerializer());

  @AfterEach
  void close() {
    driver.close();
  }

  @Test
  void whatWasPutAndDeletedWithinOneTransactionIsNotSeenBackwards() {
    inOneTransaction(view -> put(view, "a"));

    inOneTransaction(
        view -> {
          put(view, "b");
          view.delete("b".getBytes(UTF_8));

          assertThat(keys(view, "a", "z", true)).containsExactly("a");
        });
  }

  @Test
  void whatWasDeletedBehindALivingEntryIsNotSeenBackwards() {
    inOneTransaction(
        view -> {
          put(view, "a");
          put(view, "b");
        });

    inOneTransaction(
        view -> {
          view.delete("a".getBytes(UTF_8));

          assertThat(keys(view, "a", "z", true)).containsExactly("b");
          assertThat(keys(view, "a", "z", false)).containsExactly("b");
        });
  }

  @Test
  void rangesAreThoseOfASortedMapWhateverCameBefore() {
    Random random = new Random(42);
    TreeMap<String, String> expected = new TreeMap<>();

    for (int transaction = 0; transaction < 300; transaction++) {
      inOneTransaction(
          view -> {
            for (int step = 0; step < 12; step++) {
              String key = String.valueOf((char) ('a' + random.nextInt(12)));
              if (random.nextBoolean()) {
                put(view, key);
                expected.put(key, key);
              } else {
                view.delete(key.getBytes(UTF_8));
                expected.remove(key);
              }
              String from = String.valueOf((char) ('a' + random.nextInt(6)));
              String to = String.valueOf((char) ('g' + random.nextInt(6)));
              assertThat(keys(view, from, to, false))
                  .containsExactlyElementsOf(expected.subMap(from, true, to, false).keySet());
              assertThat(keys(view, from, to, true))
                  .containsExactlyElementsOf(
                      expected.subMap(from, true, to, false).descendingKeySet());
            }
          });
    }
  }

  private static void put(StoreView view, String key) {
    view.put(key.getBytes(UTF_8), key.getBytes(UTF_8));
  }

  private static List<String> keys(StoreView view, String from, String to, boolean reverse) {
    List<String> keys = new ArrayList<>();
    try (OrderedStore.Scan scan = view.scan(from.getBytes(UTF_8), to.getBytes(UTF_8), reverse)) {
      scan.forEachRemaining(entry -> keys.add(new String(entry.getKey(), UTF_8)));
    }
    return keys;
  }

  private void inOneTransaction(Consumer<StoreView> steps) {
    work = steps;
    input.pipeInput(new byte[] {1}, new byte[] {1});
  }

  private TopologyTestDriver driver() {
    StreamsBuilder builder = new StreamsBuilder();
    builder.addStateStore(
        Stores.keyValueStoreBuilder(
                Stores.persistentKeyValueStore(STORE), Serdes.Bytes(), Serdes.ByteArray())
            .withCachingEnabled());
    builder.stream("input", Consumed.with(Serdes.ByteArray(), Serdes.ByteArray()))
        .process(Worker::new, STORE);
    Properties properties = new Properties();
    properties.setProperty(StreamsConfig.APPLICATION_ID_CONFIG, "store-view");
    properties.setProperty(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
    return new TopologyTestDriver(builder.build(), properties);
  }

  private final class Worker extends ContextualProcessor<byte[], byte[], Void, Void> {
    @Override
    public void process(Record<byte[], byte[]> record) {
      KeyValueStore<Bytes, byte[]> store = context().getStateStore(STORE);
      Objects.requireNonNull(work).accept(new StoreView(store));
    }
  }
}
