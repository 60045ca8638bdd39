package io.boardstream.cli;

import io.boardstream.producers.RowReaderException;
import io.boardstream.producers.excel.ExcelInspection;
import io.boardstream.producers.excel.ExcelInspection.Distinct;
import io.boardstream.producers.excel.ExcelInspection.SheetView;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** What is in an Excel file. */
@Command(
    name = "inspect",
    mixinStandardHelpOptions = true,
    description =
        "Shows what is in an Excel file before it is imported: sheets, columns and what their cells"
            + " hold, sample rows, models, devices and metrics. Changes nothing.",
    footerHeading = "%nExample:%n",
    footer = "  boardstream excel inspect nightly.xlsx")
final class ExcelInspectCommand implements Callable<Integer> {

  private static final int SHOWN = 40;

  @Parameters(paramLabel = "FILE", description = "An .xlsx or .xls file.")
  private Path file = Path.of("");

  @Spec private @Nullable CommandSpec spec;

  @Override
  public Integer call() {
    PrintWriter out = Console.of(spec).out();
    try {
      for (SheetView sheet : ExcelInspection.of(file)) {
        print(sheet, out);
      }
    } catch (RowReaderException e) {
      throw new CommandFailedException(String.valueOf(e.getMessage()), e);
    }
    return 0;
  }

  private static void print(SheetView sheet, PrintWriter out) {
    out.println("Sheet '%s': %,d rows".formatted(sheet.name(), sheet.rows()));
    out.println(
        sheet.headerRow() > 0
            ? "  header in row %d; 'excel import' reads this sheet".formatted(sheet.headerRow())
            : "  no benchmark rows: no row names " + String.join(", ", sheet.missing()));
    out.println("  columns:");
    sheet
        .columns()
        .forEach(
            column ->
                out.println(
                    "    %-3s %-22s %s"
                        .formatted(
                            column.letter(),
                            column.name(),
                            column.types().entrySet().stream()
                                .map(type -> "%,d %s".formatted(type.getValue(), type.getKey()))
                                .collect(Collectors.joining(", ")))));
    out.println("  first rows:");
    sheet.samples().forEach(row -> out.println("    " + String.join(" | ", row.values())));
    print("models", sheet.models(), out);
    print("devices", sheet.devices(), out);
    print("metrics", sheet.metrics(), out);
    out.println();
  }

  private static void print(String what, Distinct distinct, PrintWriter out) {
    if (!distinct.values().isEmpty()) {
      boolean all = distinct.complete() && distinct.values().size() <= SHOWN;
      out.println(
          "  %,d%s %s: %s%s"
              .formatted(
                  distinct.values().size(),
                  distinct.complete() ? "" : " or more",
                  what,
                  distinct.values().stream().limit(SHOWN).collect(Collectors.joining(", ")),
                  all ? "" : ", …"));
    }
  }
}
