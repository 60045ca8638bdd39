package io.boardstream.agent.check;

import io.boardstream.agent.boards.FoundBoard;
import io.boardstream.agent.boards.Quantity;
import io.boardstream.agent.boards.Sighting;
import io.boardstream.agent.boards.Strain;
import io.boardstream.agent.boards.UnusableBoards;
import java.util.ArrayList;
import java.util.List;

/** Looks at what the boards say of themselves. */
public final class BoardCheck {

  private BoardCheck() {}

  /**
   * What there is to say of each board.
   *
   * @param unusable which of them take no jobs
   */
  public static List<Finding> findings(Sighting sighting, UnusableBoards unusable) {
    List<Finding> findings = new ArrayList<>();
    for (String problem : sighting.problems()) {
      findings.add(Finding.warning("Boards", problem, ""));
    }
    if (sighting.boards().isEmpty()) {
      findings.add(
          Finding.missing("Boards", "none were found", "See the driver and the nodes above."));
    }
    for (FoundBoard board : sighting.boards()) {
      findings.add(
          unusable
              .reason(board.key())
              .map(why -> takesNoJobs(board.key(), why))
              .orElseGet(() -> of(board)));
    }
    return findings;
  }

  private static Finding takesNoJobs(String what, String why) {
    return Finding.warning(
        what, "takes no jobs: " + why, "Mend it, then: boardstream agent reset " + what);
  }

  private static Finding of(FoundBoard board) {
    String what = board.key();
    Strain strain = Strain.of(board.chip());
    if (Boolean.FALSE.equals(board.chip().condition().dramTrained())) {
      return Finding.warning(
          what, "its DRAM was not trained", "Reset it: boardstream agent reset " + what);
    }
    if (Boolean.TRUE.equals(strain.overTemperature())) {
      return Finding.warning(what, "is too hot", "See to its fans and its air.");
    }
    if (board.architecture() == null) {
      return Finding.warning(
          what,
          "'%s' is not known to the catalogue".formatted(board.label()),
          "Jobs for its device do not find it: is there a newer version?");
    }
    if (!board.chip().identity().isRemote()
        && board.chip().reading().value(Quantity.ASIC_TEMPERATURE) == null) {
      return Finding.warning(
          what, "tells no temperature", "Use a newer kernel driver, or install tt-smi.");
    }
    return Finding.ok(
        what,
        "%s, %s%s"
            .formatted(
                board.label(), board.architecture(), board.isSimulated() ? ", simulated" : ""));
  }
}
