package io.boardstream.agent.frontend;

import io.boardstream.agent.runner.Limits;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * A command that this host declares, and how it is run.
 *
 * @param command program and arguments; {@code {model}}, {@code {model-name}}, {@code {device}},
 *     {@code {architecture}}, {@code {work}}, {@code {harness}}, {@code {java}} and {@code
 *     {class-path}} are filled in inside an argument, an argument {@code {options}} becomes the
 *     options of a rung
 * @param devices ids of the devices that it can run for
 * @param simulated its results say nothing of real hardware
 * @param ladder what to compile with, in order, until something works
 */
public record Frontend(
    String name,
    List<String> command,
    Map<String, String> environment,
    Set<String> devices,
    boolean simulated,
    List<Rung> ladder,
    Limits limits) {

  public Frontend {
    command = List.copyOf(command);
    environment = Map.copyOf(environment);
    devices = Set.copyOf(devices);
    ladder = List.copyOf(ladder);
  }

  /**
   * The command with all filled in. Values stay inside the argument that they are put into; they
   * are not looked at again.
   */
  public List<String> command(Map<String, String> values, Rung rung) {
    List<String> filled = new ArrayList<>();
    for (String argument : command) {
      if (argument.equals("{options}")) {
        new TreeMap<>(rung.options())
            .forEach(
                (name, value) -> {
                  filled.add("--option");
                  filled.add(name + "=" + value);
                });
      } else {
        filled.add(Placeholders.fill(argument, values));
      }
    }
    return filled;
  }
}
