package io.boardstream.benchmarks.faults;

import io.boardstream.embedded.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.CountDownLatch;

/** The broker as a program: folder and port in, its address in a file once it takes requests. */
final class BrokerProcess {

  /** In the broker's folder; removed before a start. */
  static final String ADDRESS = "address";

  private BrokerProcess() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    Path folder = Path.of(args[0]);
    EmbeddedBroker broker = EmbeddedBroker.start(folder, Integer.parseInt(args[1]));
    Path unfinished = Files.writeString(folder.resolve("address.new"), broker.bootstrapServers());
    Files.move(unfinished, folder.resolve(ADDRESS), StandardCopyOption.ATOMIC_MOVE);
    new CountDownLatch(1).await(); // Until it is killed.
  }
}
