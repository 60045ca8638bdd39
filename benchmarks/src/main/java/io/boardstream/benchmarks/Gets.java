package io.boardstream.benchmarks;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/** How many requests a second a server answers to a few readers who ask as quickly as they can. */
final class Gets {

  private static final int READERS = 16;

  /** Answers a second, and how long each took. */
  record Rate(double perSecond, double p50Ms, double p99Ms) {}

  private Gets() {}

  /** Asks for the addresses in turn, for so long. */
  static Rate measure(IntFunction<URI> address, double seconds)
      throws InterruptedException, ExecutionException {
    HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    ExecutorService readers = Executors.newFixedThreadPool(READERS);
    long began = System.nanoTime();
    long end = began + (long) (seconds * 1e9);
    try {
      List<Future<List<Double>>> all = new ArrayList<>();
      for (int i = 0; i < READERS; i++) {
        int first = i;
        all.add(readers.submit(() -> one(http, address, first, end)));
      }
      List<Double> millis = new ArrayList<>();
      for (Future<List<Double>> one : all) {
        millis.addAll(one.get());
      }
      double took = (System.nanoTime() - began) / 1e9;
      return new Rate(
          millis.size() / took, Report.quantile(millis, 0.5), Report.quantile(millis, 0.99));
    } finally {
      readers.shutdownNow();
      boolean unused = readers.awaitTermination(10, TimeUnit.SECONDS);
    }
  }

  private static List<Double> one(HttpClient http, IntFunction<URI> address, int first, long end)
      throws IOException, InterruptedException {
    List<Double> millis = new ArrayList<>();
    for (int i = first; System.nanoTime() < end; i += READERS) {
      HttpRequest request =
          HttpRequest.newBuilder(address.apply(i)).header("Accept-Encoding", "gzip").build();
      long sent = System.nanoTime();
      HttpResponse<byte[]> answer = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
      if (answer.statusCode() != 200) {
        throw new BenchmarkException(
            "%s answered %d.".formatted(request.uri(), answer.statusCode()));
      }
      millis.add((System.nanoTime() - sent) / 1e6);
    }
    return millis;
  }
}
