package io.boardstream.agent.jobs.reconcile;

import java.time.Duration;
import java.util.Map;
import org.apache.kafka.common.config.AbstractConfig;
import org.apache.kafka.common.config.ConfigDef;

/** When a job counts as lost, and what is done about it. */
public final class ReconcileSettings extends AbstractConfig {

  /**
   * Seconds for which nothing may be heard of a job that is not in its queue any more until it
   * counts as lost, 1 to 86,400. A job that waits in its queue, or runs under a lock, is never
   * lost, however long that takes. Too low does jobs twice whose end still waits in the outbox of a
   * host that is cut off (it counts once all the same); too high tells late. Needs a restart.
   */
  public static final String SILENCE = "jobs.reconcile.silence.seconds";

  /**
   * Seconds between two looks at queues and states, 0.1 to 3,600. Each is a few requests to the
   * broker. Needs a restart.
   */
  public static final String INTERVAL = "jobs.reconcile.interval.seconds";

  /**
   * How often a lost job is put into its queue again, 0 to 100; lost once more, it is ended as
   * failed. Too high lets a job that ends hosts go on from host to host. Needs a restart.
   */
  public static final String RESUBMISSIONS = "jobs.reconcile.resubmissions";

  public static final ConfigDef DEFINITION =
      new ConfigDef()
          .define(
              SILENCE,
              ConfigDef.Type.LONG,
              300L,
              ConfigDef.Range.between(1, 86_400),
              ConfigDef.Importance.MEDIUM,
              "Seconds without news of a job that is not in its queue any more until it counts as"
                  + " lost.")
          .define(
              INTERVAL,
              ConfigDef.Type.DOUBLE,
              10.0,
              ConfigDef.Range.between(0.1, 3_600),
              ConfigDef.Importance.LOW,
              "Seconds between two looks at queues and states of jobs.")
          .define(
              RESUBMISSIONS,
              ConfigDef.Type.INT,
              2,
              ConfigDef.Range.between(0, 100),
              ConfigDef.Importance.MEDIUM,
              "How often a lost job is put into its queue again before it is ended as failed.");

  public ReconcileSettings(Map<String, String> values) {
    super(DEFINITION, values, false);
  }

  Duration silence() {
    return Duration.ofSeconds(getLong(SILENCE));
  }

  Duration interval() {
    return Duration.ofMillis(Math.round(getDouble(INTERVAL) * 1_000));
  }

  int resubmissions() {
    return getInt(RESUBMISSIONS);
  }
}
