package io.boardstream.benchmarks.faults;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A part that does our work: {@code boardstream run}. */
final class ApplicationPart implements Part {

  private final String name;
  private final JavaProgram.Call call;
  private @Nullable JavaProgram program;

  ApplicationPart(String name, JavaProgram.Call call) {
    this.name = name;
    this.call = call;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void start() throws IOException {
    program = call.start();
  }

  @Override
  public List<ProcessHandle> processes() {
    return JavaProgram.processes(program);
  }

  @Override
  public void forget() {
    Optional.ofNullable(program).ifPresent(JavaProgram::close);
    program = null;
  }
}
