package io.boardstream.cli;

import io.boardstream.benchmarks.BucketSpeed;
import io.boardstream.runtime.Settings;
import io.boardstream.runtime.SettingsException;
import io.boardstream.sink.BucketSettings;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Documents a second to a bucket. */
@Command(
    name = "s3",
    mixinStandardHelpOptions = true,
    description = {
      "Measures how many documents a second reach the S3 bucket that the settings name, beside a"
          + " folder on this machine: when every document changed, and when none did, as at a"
          + " restart.",
      "Writes under boardstream-bench/ below documents.s3.prefix, and removes the models' documents"
          + " there at the end; two small ones stay."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  boardstream bench s3 --config mine.properties",
      "  boardstream bench s3 --config mine.properties --documents 5000 --json s3.json"
    })
final class BenchS3Command implements Callable<Integer> {

  @Option(
      names = "--config",
      paramLabel = "FILE",
      description = "Settings that name the bucket: documents.s3.*. The environment counts too.")
  private @Nullable Path config;

  @Option(
      names = "--documents",
      paramLabel = "N",
      description = "Model documents of a round. Default: ${DEFAULT-VALUE}.")
  private int documents = 1_000;

  @Option(
      names = "--rounds",
      paramLabel = "N",
      description = "Measured rounds. Default: ${DEFAULT-VALUE}.")
  private int rounds = 3;

  @Mixin private final BenchRun bench = new BenchRun();
  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() throws IOException, SQLException, InterruptedException {
    BucketSpeed.Options options =
        BenchRun.options(spec, () -> new BucketSpeed.Options(documents, rounds));
    Settings settings = AllSettings.load(config);
    Map<String, String> values = new HashMap<>(settings.values());
    if (values.getOrDefault(BucketSettings.BUCKET, "").isEmpty()) {
      throw new SettingsException(
          "No bucket is named. Set " + BucketSettings.BUCKET + " in the file of --config.");
    }
    String prefix = values.getOrDefault(BucketSettings.PREFIX, "");
    values.put(
        BucketSettings.PREFIX,
        (prefix.isEmpty() || prefix.endsWith("/") ? prefix : prefix + "/") + "boardstream-bench/");
    return bench.run(spec, (dir, progress) -> BucketSpeed.run(options, values, dir, progress));
  }
}
