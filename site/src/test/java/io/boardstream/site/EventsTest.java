package io.boardstream.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.boardstream.matrix.documents.DocumentSettings;
import io.boardstream.matrix.documents.Documents;
import io.javalin.Javalin;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Followers of the events on real sockets; what they follow is written by the test. */
final class EventsTest {

  private static final int KEPT = 200;

  private final EventLog log = new EventLog("test", KEPT);
  private final LiveMatrix matrix =
      new LiveMatrix(new KnownModel.Maker(new Documents(DocumentSettings.defaults())), log);
  private final EventsServlet servlet =
      new EventsServlet(
          new SiteSettings(Map.of("site.events.clients", "3", "site.events.heartbeat.ms", "100")),
          matrix);
  private final Javalin server = started();
  private final List<Socket> sockets = new ArrayList<>();

  @AfterEach
  void stop() throws IOException {
    for (Socket socket : sockets) {
      socket.close();
    }
    servlet.stop();
    server.stop();
  }

  @Test
  void aSlowReaderIsLetGoAndTheOthersMissNothing() throws Exception {
    Socket slow = connected(1024);
    List<String> seen = following();
    await().atMost(SiteEnvironment.LONG).until(() -> servlet.clients() == 2);

    byte[] big = Json.bytes("x".repeat(20_000));
    for (int i = 0; i < 1_000; i++) {
      log.append("model", big);
      // As quickly as the good one reads, but no quicker.
      int sent = i;
      if (i % 50 == 49) {
        await().atMost(SiteEnvironment.LONG).until(() -> count(seen) == sent + 1);
      }
    }

    await().atMost(SiteEnvironment.LONG).until(() -> servlet.clients() == 1);
    assertThat(count(seen)).isEqualTo(1_000);
    assertThat(slow.isConnected()).isTrue();
  }

  @Test
  void aQuietConnectionShowsSignsOfLife() throws Exception {
    List<String> seen = following();

    await().atMost(SiteEnvironment.LONG).until(() -> seen.stream().filter(":"::equals).count() > 2);
  }

  @Test
  void oneTooManyIsAskedToComeBackLater() throws Exception {
    for (int i = 0; i < 3; i++) {
      connected(8192);
    }
    await().atMost(SiteEnvironment.LONG).until(() -> servlet.clients() == 3);

    assertThat(reader(connected(8192)).readLine()).contains("503");
  }

  @Test
  void whoLeavesIsForgotten() throws Exception {
    Socket socket = connected(8192);
    await().atMost(SiteEnvironment.LONG).until(() -> servlet.clients() == 1);

    socket.close();

    await().atMost(SiteEnvironment.LONG).until(() -> servlet.clients() == 0);
  }

  private Javalin started() {
    servlet.start();
    return Javalin.create(
            config -> {
              config.startup.showJavalinBanner = false;
              config.jetty.modifyServletContextHandler(
                  handler -> {
                    ServletHolder holder = new ServletHolder(servlet);
                    holder.setAsyncSupported(true);
                    handler.addServlet(holder, "/api/events");
                  });
            })
        .start("127.0.0.1", 0);
  }

  private Socket connected(int receiveBuffer) throws IOException {
    Socket socket = new Socket();
    sockets.add(socket);
    socket.setReceiveBufferSize(receiveBuffer);
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
    socket
        .getOutputStream()
        .write("GET /api/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(UTF_8));
    return socket;
  }

  /** The lines that a good reader gets. */
  private List<String> following() {
    List<String> seen = new CopyOnWriteArrayList<>();
    var unused =
        HttpClient.newHttpClient()
            .sendAsync(
                HttpRequest.newBuilder(
                        URI.create("http://127.0.0.1:" + server.port() + "/api/events"))
                    .build(),
                HttpResponse.BodyHandlers.ofLines())
            .thenAccept(
                answer ->
                    answer.body().forEach(line -> seen.add(line.length() > 100 ? "big" : line)));
    return seen;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), UTF_8));
  }

  private static long count(List<String> seen) {
    return seen.stream().filter("big"::equals).count();
  }
}
