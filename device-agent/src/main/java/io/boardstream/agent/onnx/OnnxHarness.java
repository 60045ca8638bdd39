package io.boardstream.agent.onnx;

import ai.onnxruntime.NodeInfo;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OnnxValue;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.OrtSession.SessionOptions;
import ai.onnxruntime.TensorInfo;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.FloatBuffer;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;

/**
 * A program of its own: compiles an ONNX model with ONNX Runtime, runs it on made-up inputs, and
 * reports as JSON lines. A crash of the runtime ends this process and not the agent.
 */
public final class OnnxHarness {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int WARM_UP = 3;
  private static final int RUNS = 20;

  private final PrintStream out;
  private final Map<String, String> options;

  private OnnxHarness(PrintStream out, Map<String, String> options) {
    this.out = out;
    this.options = options;
  }

  /** Arguments: {@code --model FILE}, and any number of {@code --option name=value}. */
  public static void main(String[] arguments) {
    Map<String, String> options = new TreeMap<>();
    String model = "";
    for (int i = 0; i + 1 < arguments.length; i += 2) {
      String value = arguments[i + 1];
      switch (arguments[i]) {
        case "--model" -> model = value;
        case "--option" -> {
          int equals = value.indexOf('=');
          options.put(value.substring(0, equals), value.substring(equals + 1));
        }
        default -> throw new IllegalArgumentException("unrecognized argument: " + arguments[i]);
      }
    }
    // Other libraries may print to standard output; reports go out whole, line by line.
    new OnnxHarness(System.out, options).run(model);
  }

  private void run(String model) {
    try {
      report(
          Map.of(
              "properties",
              Map.of(
                  "frontend_version",
                  OrtEnvironment.getEnvironment().getVersion(),
                  "framework",
                  "onnx")));
      report(Map.of("stage", "compiling"));
      try (SessionOptions session = sessionOptions();
          OrtSession compiled = OrtEnvironment.getEnvironment().createSession(model, session)) {
        report(Map.of("stage", "executing"));
        execute(compiled);
      }
      report(Map.of("status", "completed"));
    } catch (OrtException | IllegalArgumentException e) {
      StringWriter stack = new StringWriter();
      e.printStackTrace(new PrintWriter(stack));
      Map<String, String> failed = new LinkedHashMap<>();
      failed.put("status", "failed");
      failed.put("message", String.valueOf(e.getMessage()));
      failed.put("stack", stack.toString());
      report(failed);
    }
  }

  private SessionOptions sessionOptions() throws OrtException {
    SessionOptions session = new SessionOptions();
    for (Map.Entry<String, String> option : options.entrySet()) {
      switch (option.getKey()) {
        case "optimization" -> session.setOptimizationLevel(level(option.getValue()));
        case "threads" -> session.setIntraOpNumThreads(Integer.parseInt(option.getValue()));
        default -> throw new IllegalArgumentException("unknown option: " + option.getKey());
      }
    }
    return session;
  }

  private static SessionOptions.OptLevel level(String word) {
    return switch (word) {
      case "all" -> SessionOptions.OptLevel.ALL_OPT;
      case "extended" -> SessionOptions.OptLevel.EXTENDED_OPT;
      case "basic" -> SessionOptions.OptLevel.BASIC_OPT;
      case "none" -> SessionOptions.OptLevel.NO_OPT;
      default -> throw new IllegalArgumentException("unknown option: optimization=" + word);
    };
  }

  private void execute(OrtSession session) throws OrtException {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    try {
      for (NodeInfo input : session.getInputInfo().values()) {
        inputs.put(input.getName(), SampleInputs.of(input));
      }
      for (int i = 0; i < WARM_UP; i++) {
        session.run(inputs).close();
      }
      long least = Long.MAX_VALUE;
      long started = System.nanoTime();
      for (int i = 0; i < RUNS; i++) {
        long since = System.nanoTime();
        session.run(inputs).close();
        least = Math.min(least, System.nanoTime() - since);
      }
      double mean = (System.nanoTime() - started) / (double) RUNS;
      try (OrtSession.Result result = session.run(inputs)) {
        report(Map.of("properties", Map.of("output_check", check(result))));
      }
      report(
          Map.of(
              "metrics",
              Map.of(
                  "latency_ms",
                  mean / 1e6,
                  "latency_min_ms",
                  least / 1e6,
                  "throughput",
                  1e9 / mean)));
    } finally {
      inputs.values().forEach(OnnxTensor::close);
    }
  }

  /** There are outputs, and what is a float is a number. */
  private static String check(OrtSession.Result result) {
    int outputs = 0;
    for (Map.Entry<String, OnnxValue> output : result) {
      outputs++;
      if (output.getValue() instanceof OnnxTensor tensor && floats(tensor) != null) {
        FloatBuffer values = floats(tensor);
        while (values.hasRemaining()) {
          if (Float.isNaN(values.get())) {
            throw new IllegalArgumentException(
                "numeric mismatch: output " + output.getKey() + " contains NaN");
          }
        }
      }
    }
    if (outputs == 0) {
      throw new IllegalArgumentException("the model has no outputs");
    }
    return "passed: " + outputs + " outputs, no NaN";
  }

  private static FloatBuffer floats(OnnxTensor tensor) {
    TensorInfo info = tensor.getInfo();
    return switch (info.type) {
      case FLOAT, FLOAT16, BFLOAT16 -> tensor.getFloatBuffer();
      default -> FloatBuffer.allocate(0);
    };
  }

  private void report(Map<String, ?> line) {
    try {
      out.println(JSON.writeValueAsString(line));
      out.flush();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("A report cannot be written as JSON", e);
    }
  }
}
