package io.boardstream.matrix.fold;

import static java.util.Comparator.comparing;

import io.boardstream.matrix.regression.Packing;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Comparator;

/**
 * Where a run stands in a series.
 *
 * @param unit what is judged together: the run, or its pipeline; orders the series
 * @param run key of the run
 */
record SeriesPoint(RawKey unit, RawKey run) implements Comparable<SeriesPoint> {

  private static final Comparator<SeriesPoint> ORDER =
      comparing(SeriesPoint::unit).thenComparing(SeriesPoint::run);

  void write(DataOutputStream out) throws IOException {
    Packing.bytes(out, unit.bytes());
    Packing.bytes(out, run.bytes());
  }

  static SeriesPoint read(DataInputStream in) throws IOException {
    return new SeriesPoint(new RawKey(Packing.bytes(in)), new RawKey(Packing.bytes(in)));
  }

  byte[] packed() {
    return Packing.pack(this::write);
  }

  static SeriesPoint unpacked(byte[] bytes) {
    return Packing.unpack(bytes, SeriesPoint::read);
  }

  @Override
  public int compareTo(SeriesPoint other) {
    return ORDER.compare(this, other);
  }
}
