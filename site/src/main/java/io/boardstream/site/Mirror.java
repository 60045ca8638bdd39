package io.boardstream.site;

/** Something that is kept equal to topics, and knows how equal it is. */
interface Mirror {

  FeedState state();

  /** Says how current it is now. */
  void is(FeedState now);
}
