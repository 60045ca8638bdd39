package io.boardstream.benchmarks.faults;

import io.boardstream.benchmarks.BenchmarkException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The broker in a virtual machine of its own. */
final class BrokerPart implements Part {

  private static final long STARTED_WITHIN_S = 180;

  private final Path folder;
  private final Path log;
  private String address = "";
  private @Nullable JavaProgram program;

  BrokerPart(Path folder, Path log) {
    this.folder = folder;
    this.log = log;
  }

  @Override
  public String name() {
    return "broker";
  }

  /** Host and port, once started; the same after each start. */
  String address() {
    return address;
  }

  @Override
  public void start() throws IOException, InterruptedException {
    Path file = Files.createDirectories(folder).resolve(BrokerProcess.ADDRESS);
    Files.deleteIfExists(file);
    String port = address.isEmpty() ? "0" : address.substring(address.lastIndexOf(':') + 1);
    JavaProgram broker =
        new JavaProgram.Call(
                BrokerProcess.class.getName(),
                List.of(
                    "-Xmx256m",
                    "-XX:TieredStopAtLevel=1",
                    "-Dlogback.configurationFile=io/boardstream/benchmarks/faults/log.xml"),
                List.of(folder.toString(), port),
                log)
            .start();
    program = broker;
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(STARTED_WITHIN_S);
    while (Files.notExists(file)) {
      if (broker.hasEnded() || System.nanoTime() > deadline) {
        throw new BenchmarkException("The broker did not start; see " + log);
      }
      Thread.sleep(20); // Told by a file: it is another process.
    }
    address = Files.readString(file);
  }

  @Override
  public List<ProcessHandle> processes() {
    return JavaProgram.processes(program);
  }

  @Override
  public void forget() {
    Optional.ofNullable(program).ifPresent(JavaProgram::close);
    program = null;
  }
}
