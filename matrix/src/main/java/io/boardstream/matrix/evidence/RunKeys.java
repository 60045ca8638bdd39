package io.boardstream.matrix.evidence;

import io.boardstream.avro.BenchmarkRow;
import io.boardstream.matrix.identity.ModelName;
import io.boardstream.matrix.identity.Slug;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * {@link RunKey#of} for many rows: remembers the slugs of names, because the same names come in row
 * after row. Bounded; for use by one thread.
 */
public final class RunKeys {

  /** From names as reported to the parts of a key. */
  interface Names {
    Model model(String reported);

    String precision(String canonical);

    String device(String reported);
  }

  /** What of a key follows from the model's name. */
  record Model(String routingKey, String slug) {
    static Model of(String reported) {
      ModelName name = ModelName.parse(reported);
      return new Model(name.routingKey(), name.slug());
    }
  }

  /** Remembers nothing. */
  static final Names COMPUTED =
      new Names() {
        @Override
        public Model model(String reported) {
          return Model.of(reported);
        }

        @Override
        public String precision(String canonical) {
          return ModelName.precisionSlug(canonical);
        }

        @Override
        public String device(String reported) {
          return Slug.of(reported);
        }
      };

  private static final int MOST = 4_096;

  private final Names remembered =
      new Names() {
        private final Map<String, Model> models = new HashMap<>();
        private final Map<String, String> precisions = new HashMap<>();
        private final Map<String, String> devices = new HashMap<>();

        @Override
        public Model model(String reported) {
          return remember(models, reported, COMPUTED::model);
        }

        @Override
        public String precision(String canonical) {
          return remember(precisions, canonical, COMPUTED::precision);
        }

        @Override
        public String device(String reported) {
          return remember(devices, reported, COMPUTED::device);
        }
      };

  /** The run that a row belongs to; empty when it names no model, and so belongs to no run. */
  public Optional<RunKey> of(BenchmarkRow row) {
    return RunKey.of(row, remembered);
  }

  private static <T> T remember(Map<String, T> known, String name, Function<String, T> compute) {
    T found = known.get(name);
    if (found == null) {
      if (known.size() >= MOST) {
        known.clear(); // Names that never repeat must not fill the memory.
      }
      found = compute.apply(name);
      known.put(name, found);
    }
    return found;
  }
}
