package io.boardstream.agent.boards;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Another process that uses a board until it is killed. */
final class LockingProcess {

  private LockingProcess() {}

  public static void main(String[] args) throws InterruptedException {
    boolean locked = new BoardLock(Path.of(args[0])).tryLock(args[1], "theirs").isPresent();
    System.out.println(locked ? "locked" : "in use");
    new CountDownLatch(1).await();
  }
}
