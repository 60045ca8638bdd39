package io.boardstream.batch.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.boardstream.batch.Converted;
import io.boardstream.batch.JsonDifference;
import io.boardstream.batch.LiveDocuments;
import io.boardstream.runtime.folder.DocumentFolder;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Holds documents against what they must be, byte for byte but for {@code generated_at}. */
final class DocumentCheck {

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Of so many documents that differ the bytes are kept until they are told. */
  private static final int MAX_KEPT = 20;

  private static final List<String> OVER_ALL =
      List.of(DocumentFolder.INDEX, DocumentFolder.COMPATIBILITY);

  private final LiveDocuments live;
  private final Converted expected;
  private final String stage;
  private final Map<String, Optional<byte[]>> overAll = new HashMap<>();
  private final List<AuditDifference> suspects = new ArrayList<>();
  private long read;

  DocumentCheck(LiveDocuments live, Converted expected) {
    this.live = live;
    this.expected = expected;
    this.stage = "documents in " + live.where();
  }

  /**
   * Reads all of them; what is in motion is asked for afterwards, so that a change which they show
   * is known by then.
   *
   * @throws AuditException when they cannot be read
   */
  void read() {
    read = 0;
    suspects.clear();
    try {
      for (String name : OVER_ALL) {
        overAll.put(name, live.read(name));
      }
      for (String name : expected.names()) {
        read++;
        if (!OVER_ALL.contains(name)) {
          compare(name, live.read(name));
        }
      }
      Set<String> names = expected.names();
      for (String name : live.models()) {
        if (!names.contains(name)) {
          read++;
          suspects.add(
              new AuditDifference(stage, AuditDifference.Kind.UNEXPECTED, name, List.of()));
        }
      }
    } catch (IOException e) {
      throw new AuditException("Cannot read the documents in " + live.where() + ": " + e, e);
    }
  }

  private void compare(String name, Optional<byte[]> present) {
    byte[] batch = expected.againstLive(name, Optional.empty());
    if (present.isEmpty()) {
      suspects.add(new AuditDifference(stage, AuditDifference.Kind.MISSING, name, List.of()));
    } else if (!Arrays.equals(present.get(), batch)) {
      List<String> details =
          suspects.size() < MAX_KEPT ? JsonDifference.lines(present.get(), batch) : List.of();
      suspects.add(new AuditDifference(stage, AuditDifference.Kind.DIFFERENT, name, details));
    }
  }

  void check(Findings findings) {
    findings.checked(stage, read);
    for (AuditDifference suspect : suspects) {
      findings.add(stage, List.of(DocumentFolder.id(suspect.key())), () -> suspect);
    }
    OVER_ALL.forEach(name -> checkOverAll(name, findings));
  }

  private void checkOverAll(String name, Findings findings) {
    Optional<byte[]> present = overAll.getOrDefault(name, Optional.empty());
    if (present.isEmpty()) {
      findings.add(
          stage,
          List.of(),
          () -> new AuditDifference(stage, AuditDifference.Kind.MISSING, name, List.of()));
      return;
    }
    byte[] batch =
        expected.againstLive(
            name, overAll.getOrDefault(DocumentFolder.COMPATIBILITY, Optional.empty()));
    if (Arrays.equals(present.get(), batch)) {
      return;
    }
    byte[] livePart = present.get();
    byte[] batchPart = batch;
    if (!findings.inMotion().isEmpty()) {
      livePart = without(findings.inMotion(), present.get());
      batchPart = without(findings.inMotion(), batch);
      if (Arrays.equals(livePart, batchPart)) {
        findings.excused(stage);
        return;
      }
    }
    List<String> details = JsonDifference.lines(livePart, batchPart);
    findings.add(
        stage,
        List.of(),
        () -> new AuditDifference(stage, AuditDifference.Kind.DIFFERENT, name, details));
  }

  /**
   * What a document over all models says of those at rest. While models change, {@code
   * generated_at} does too.
   */
  private static byte[] without(Set<String> inMotion, byte[] document) {
    try {
      JsonNode all = JSON.readTree(document);
      if (all.path("metadata") instanceof ObjectNode metadata) {
        metadata.remove("generated_at");
      }
      for (Iterator<JsonNode> models = all.path("models").iterator(); models.hasNext(); ) {
        if (isOf(inMotion, models.next().path("id").asText())) {
          models.remove();
        }
      }
      return JSON.writeValueAsBytes(all);
    } catch (IOException e) {
      return document;
    }
  }

  /** Ids in documents may go without the precision. */
  private static boolean isOf(Set<String> models, @Nullable String id) {
    return models.stream()
        .anyMatch(model -> model.equals(id) || withoutPrecision(model).equals(id));
  }

  private static String withoutPrecision(String model) {
    int dash = model.lastIndexOf('-');
    return dash < 0 ? model : model.substring(0, dash);
  }
}
