package io.boardstream.agent.onnx;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Two tiny ONNX models of the project's own making, to try the path of a job on any machine: one
 * that runs, and one with an operation that no runtime knows. Written field by field as onnx.proto
 * numbers them; the same bytes every time.
 */
public final class SampleModels {

  /** A perceptron of two layers, 8 numbers in, 4 probabilities out. */
  public static final String WORKING = "tiny-perceptron.onnx";

  /** The same input through an operation of a domain that nobody has. */
  public static final String UNSUPPORTED = "unsupported-operation.onnx";

  private static final int FLOAT = 1;
  private static final int IR_VERSION = 8;
  private static final int OPSET = 13;

  private SampleModels() {}

  /** Writes both into a folder, which is made if need be. */
  public static List<Path> write(Path folder) throws IOException {
    Files.createDirectories(folder);
    return List.of(
        Files.write(folder.resolve(WORKING), perceptron()),
        Files.write(folder.resolve(UNSUPPORTED), unsupported()));
  }

  static byte[] perceptron() {
    Message graph =
        new Message()
            .bytes(1, node("MatMul", "", List.of("input", "w1"), "h1"))
            .bytes(1, node("Add", "", List.of("h1", "b1"), "h2"))
            .bytes(1, node("Relu", "", List.of("h2"), "h3"))
            .bytes(1, node("MatMul", "", List.of("h3", "w2"), "h4"))
            .bytes(1, node("Softmax", "", List.of("h4"), "output"))
            .text(2, "tiny-perceptron")
            .bytes(5, weights("w1", 8, 16))
            .bytes(5, weights("b1", 1, 16))
            .bytes(5, weights("w2", 16, 4))
            .bytes(11, value("input", 1, 8))
            .bytes(12, value("output", 1, 4));
    return model(graph, "", OPSET);
  }

  static byte[] unsupported() {
    Message graph =
        new Message()
            .bytes(1, node("Frobnicate", "com.example.nobody", List.of("input"), "output"))
            .text(2, "unsupported-operation")
            .bytes(11, value("input", 1, 8))
            .bytes(12, value("output", 1, 8));
    return model(graph, "com.example.nobody", 1);
  }

  private static byte[] model(Message graph, String domain, int version) {
    Message model = new Message().number(1, IR_VERSION).text(2, "boardstream").bytes(7, graph);
    model.bytes(8, new Message().number(2, OPSET));
    if (!domain.isEmpty()) {
      model.bytes(8, new Message().text(1, domain).number(2, version));
    }
    return model.toBytes();
  }

  private static Message node(String operation, String domain, List<String> in, String out) {
    Message node = new Message();
    in.forEach(name -> node.text(1, name));
    node.text(2, out).text(3, operation + "-" + out).text(4, operation);
    return domain.isEmpty() ? node : node.text(7, domain);
  }

  private static Message value(String name, int... shape) {
    Message dimensions = new Message();
    for (int size : shape) {
      dimensions.bytes(1, new Message().number(1, size));
    }
    Message tensor = new Message().number(1, FLOAT).bytes(2, dimensions);
    return new Message().text(1, name).bytes(2, new Message().bytes(1, tensor));
  }

  private static Message weights(String name, int rows, int columns) {
    ByteBuffer values = ByteBuffer.allocate(4 * rows * columns).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < rows * columns; i++) {
      // Any numbers do, as long as they are the same every time and not all of one sign.
      values.putFloat((i * 37 % 23 - 11) / 16f);
    }
    return new Message()
        .number(1, rows)
        .number(1, columns)
        .number(2, FLOAT)
        .text(8, name)
        .raw(9, values.array());
  }

  /** A message of protocol buffers, as far as these models need it. */
  private static final class Message {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    Message number(int field, long value) {
      varint((long) field << 3);
      varint(value);
      return this;
    }

    Message text(int field, String value) {
      return raw(field, value.getBytes(UTF_8));
    }

    Message bytes(int field, Message value) {
      return raw(field, value.toBytes());
    }

    Message raw(int field, byte[] value) {
      varint(((long) field << 3) | 2);
      varint(value.length);
      out.writeBytes(value);
      return this;
    }

    byte[] toBytes() {
      return out.toByteArray();
    }

    private void varint(long value) {
      long left = value;
      while ((left & ~0x7FL) != 0) {
        out.write((int) ((left & 0x7F) | 0x80));
        left >>>= 7;
      }
      out.write((int) left);
    }
  }
}
