package io.boardstream.site;

import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What the API says of boards. */
final class BoardRoutes implements Routes.Part {

  private static final Set<String> PARAMETERS = Set.of("device", "host");

  private final LiveBoards boards;

  BoardRoutes(LiveBoards boards) {
    this.boards = boards;
  }

  @Override
  public void addTo(RoutesConfig routes) {
    routes.get("/api/boards", this::boards);
  }

  private void boards(Context context) {
    Parameters given = new Parameters(context.queryParamMap(), PARAMETERS);
    if (boards.state().isStarting()) {
      throw new Problem.Raised(503, "The site is starting and has not read the boards yet.");
    }
    Optional<String> device = given.last("device");
    Optional<String> host = given.last("host");
    List<BoardLine> lines =
        boards.lines().stream()
            .filter(line -> device.isEmpty() || device.get().equals(line.deviceId()))
            .filter(line -> host.isEmpty() || host.get().equals(line.host()))
            .toList();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("feed", boards.state());
    answer.put(
        "boards_by_health",
        lines.stream().collect(Collectors.groupingBy(BoardLine::health, Collectors.counting())));
    answer.put("items", lines);
    Answers.json(context, Packed.of(Json.bytes(answer)));
  }
}
