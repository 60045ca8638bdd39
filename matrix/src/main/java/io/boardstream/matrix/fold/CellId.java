package io.boardstream.matrix.fold;

import io.boardstream.avro.BenchmarkRun;
import io.boardstream.avro.Cell;

/**
 * A model on a device.
 *
 * @param deviceId empty for runs that name no device: they make the model known, but no cell
 */
record CellId(String modelId, String deviceId) implements Comparable<CellId> {

  static CellId of(BenchmarkRun run) {
    return new CellId(run.getModelId(), run.getDeviceId().orElse(""));
  }

  static CellId of(Cell cell) {
    return new CellId(cell.getModelId(), cell.getDeviceId());
  }

  /** Key of the cell on {@code matrix.cells}. */
  String topicKey() {
    return modelId + "/" + deviceId;
  }

  boolean isPublished() {
    return !deviceId.isEmpty();
  }

  @Override
  public int compareTo(CellId other) {
    int byModel = modelId.compareTo(other.modelId);
    return byModel != 0 ? byModel : deviceId.compareTo(other.deviceId);
  }
}
