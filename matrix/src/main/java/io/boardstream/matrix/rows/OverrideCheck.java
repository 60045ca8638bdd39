package io.boardstream.matrix.rows;

import io.boardstream.avro.EditorialOverride;
import io.boardstream.avro.Status;
import java.util.Optional;
import java.util.Set;

/** Whether an override that somebody wrote can be used. */
public final class OverrideCheck {

  /** The override says something that no editor can say. */
  public static final String RULE_OVERRIDE = "override";

  /** Most remarks of one override. */
  public static final int MAX_NOTES = 50;

  private static final Set<Status> WORDS = Set.of(Status.COMING_SOON, Status.DEPRECATED);

  private OverrideCheck() {}

  /** Why the override cannot be used; empty when it can. */
  public static Optional<MappedRow.Rejected> check(String key, EditorialOverride override) {
    try {
      ColumnValues.checkedText("the key", key);
      ColumnValues.checkedText("source", override.getSource());
      ColumnValues.checkedText("origin", override.getOrigin());
      ColumnValues.checkedText("ml_model_name", override.getMlModelName());
      checkText("precision", override.getPrecision());
      checkText("device_name", override.getDeviceName());
      checkText("estimated_availability", override.getEstimatedAvailability());
      for (String note : override.getNotes()) {
        ColumnValues.checkedText("a note", note);
      }
    } catch (UnusableValueException e) {
      return Optional.of(new MappedRow.Rejected(key, e.rule(), e.reason()));
    }
    return problem(override).map(why -> new MappedRow.Rejected(key, RULE_OVERRIDE, why));
  }

  private static Optional<String> problem(EditorialOverride override) {
    if (override.getMlModelName().isBlank()) {
      return Optional.of("ml_model_name is empty; name the model as rows name it");
    }
    if (override.getNotes().size() > MAX_NOTES) {
      return Optional.of("it has more than " + MAX_NOTES + " notes");
    }
    return override
        .getStatus()
        .filter(status -> !WORDS.contains(status))
        .map(status -> "status is " + status + ", but an editor says COMING_SOON or DEPRECATED");
  }

  private static void checkText(String field, Optional<String> text) throws UnusableValueException {
    if (text.isPresent()) {
      ColumnValues.checkedText(field, text.get());
    }
  }
}
