package io.boardstream.runtime;

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
      return Nearest.of(kafka, key).filter(near -> Nearest.distance(near, key) <= MISTYPED);
    }
    return Nearest.of(ours, key).or(() -> Optional.of(""));
  }
}
