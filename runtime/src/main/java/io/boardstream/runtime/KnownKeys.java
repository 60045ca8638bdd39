package io.boardstream.runtime;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.config.ConfigDef;

/** Which keys there are, to tell a mistyped one from one that is meant. */
final class KnownKeys {

  /** A key under {@code kafka.} that differs by no more than this from a known one is mistyped. */
  private static final int MISTYPED = 2;

  private final Set<String> ours;
  private final Set<String> kafka = new HashSet<>();

  private KnownKeys(Set<String> ours) {
    this.ours = ours;
    for (ConfigDef client :
        new ConfigDef[] {
          AdminClientConfig.configDef(), ConsumerConfig.configDef(), ProducerConfig.configDef()
        }) {
      client.names().forEach(name -> kafka.add(Settings.KAFKA_PREFIX + name));
    }
  }

  static KnownKeys of(ConfigDef ours) {
    return new KnownKeys(ours.names());
  }

  /**
   * The key that was meant when this one is wrong. Under {@code kafka.} anything passes (login
   * modules and interceptors bring keys of their own) that is not almost a known key.
   */
  Optional<String> meant(String key) {
    if (ours.contains(key) || kafka.contains(key)) {
      return Optional.empty();
    }
    if (key.startsWith(Settings.KAFKA_PREFIX)) {
      return nearest(kafka, key).filter(near -> distance(near, key) <= MISTYPED);
    }
    return nearest(ours, key).or(() -> Optional.of(""));
  }

  private static Optional<String> nearest(Set<String> keys, String key) {
    return keys.stream()
        .min(
            Comparator.comparingInt((String known) -> distance(known, key))
                .thenComparing(Comparator.naturalOrder()));
  }

  /** Levenshtein distance. */
  private static int distance(String a, String b) {
    int[] row = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      row[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int substituted = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, Math.min(row[j], row[j - 1]) + 1);
      }
    }
    return row[b.length()];
  }
}
