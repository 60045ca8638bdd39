package io.boardstream.agent.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.TensorInfo;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** Made-up inputs of the right type and shape: small numbers, the same every time. */
final class SampleInputs {
  private static final long MAX_ELEMENTS = 1L << 28;

  private SampleInputs() {}

  /** A size that the model leaves open is 1. */
  static OnnxTensor of(NodeInfo input) throws OrtException {
    if (!(input.getInfo() instanceof TensorInfo info)) {
      throw new IllegalArgumentException(
          "unsupported input: " + input.getName() + " is no tensor but " + input.getInfo());
    }
    long[] shape = info.getShape().clone();
    long elements = 1;
    for (int i = 0; i < shape.length; i++) {
      shape[i] = Math.max(1, shape[i]);
      elements = Math.multiplyExact(elements, shape[i]);
    }
    if (elements > MAX_ELEMENTS) {
      throw new IllegalArgumentException("the shape of input " + input.getName() + " is too large");
    }
    ByteBuffer values =
        ByteBuffer.allocateDirect((int) elements * info.type.size).order(ByteOrder.nativeOrder());
    for (int i = 0; i < elements; i++) {
      put(values, info, i);
    }
    values.rewind();
    return OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, shape, info.type);
  }

  private static void put(ByteBuffer values, TensorInfo info, int i) {
    switch (info.type) {
      case FLOAT -> values.putFloat(i % 17 / 17f);
      case DOUBLE -> values.putDouble(i % 17 / 17d);
      case INT64 -> values.putLong(i % 3);
      case INT32 -> values.putInt(i % 3);
      case INT16 -> values.putShort((short) (i % 3));
      case INT8, UINT8, BOOL -> values.put((byte) (i % 2));
      // Half of 1.0 in either format is close enough to anything.
      case FLOAT16 -> values.putShort((short) 0x3800);
      case BFLOAT16 -> values.putShort((short) 0x3f00);
      default ->
          throw new IllegalArgumentException("unsupported data type of an input: " + info.type);
    }
  }
}
