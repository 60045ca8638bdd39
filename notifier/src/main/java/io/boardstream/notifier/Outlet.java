package io.boardstream.notifier;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/** Where letters are brought. */
interface Outlet {

  /** Name of the receiver, under which deliveries are recorded. */
  String name();

  /**
   * Brings letters that belong together; when it returns, the receiver has accepted all of them.
   *
   * @return what the receiver calls them, by incident, where it says
   * @throws IOException when that is not certain: they are brought again, with the same keys
   */
  Map<String, String> bring(List<Letter> letters) throws IOException, InterruptedException;
}
