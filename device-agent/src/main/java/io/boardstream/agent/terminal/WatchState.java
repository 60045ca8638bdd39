package io.boardstream.agent.terminal;

/**
 * What is shown, as the keys chose it.
 *
 * @param first the first board that is shown, from 0
 * @param message one line about what was done last; empty for none
 */
record WatchState(
    Tab tab,
    boolean sidebar,
    boolean help,
    boolean limits,
    boolean averages,
    boolean dumping,
    int first,
    String message) {

  /** What is shown of the boards. */
  enum Tab {
    INFO("1 info"),
    TELEMETRY("2 telemetry"),
    FIRMWARE("3 firmware");

    private final String title;

    Tab(String title) {
      this.title = title;
    }

    String title() {
      return title;
    }
  }

  static WatchState begin() {
    return new WatchState(Tab.INFO, true, false, true, false, false, 0, "");
  }

  WatchState withTab(Tab chosen) {
    return new WatchState(chosen, sidebar, help, limits, averages, dumping, first, "");
  }

  WatchState withSidebar(boolean shown) {
    return new WatchState(tab, shown, help, limits, averages, dumping, first, message);
  }

  WatchState withHelp(boolean shown) {
    return new WatchState(tab, sidebar, shown, limits, averages, dumping, first, message);
  }

  WatchState withLimits(boolean shown) {
    return new WatchState(tab, sidebar, help, shown, averages, dumping, first, message);
  }

  WatchState withAverages(boolean shown) {
    return new WatchState(tab, sidebar, help, limits, shown, dumping, first, message);
  }

  WatchState withDumping(boolean on, String said) {
    return new WatchState(tab, sidebar, help, limits, averages, on, first, said);
  }

  WatchState withMessage(String said) {
    return new WatchState(tab, sidebar, help, limits, averages, dumping, first, said);
  }

  WatchState withFirst(int index) {
    return new WatchState(
        tab, sidebar, help, limits, averages, dumping, Math.max(0, index), message);
  }
}
