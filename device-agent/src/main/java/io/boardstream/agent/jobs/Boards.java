package io.boardstream.agent.jobs;

import java.util.List;

/** Which boards of this host take jobs. Asked once, at the start. */
public interface Boards {

  List<BoardSlot> slots();
}
