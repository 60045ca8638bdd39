package io.boardstream.matrix.documents;

import io.boardstream.avro.Regression;
import io.boardstream.avro.RegressionLevel;
import java.io.IOException;
import java.util.Optional;

/** An open regression in the document of its model. */
final class RegressionPart {

  private RegressionPart() {}

  static void write(JsonOut out, Regression regression) throws IOException {
    out.text("id", regression.getRegressionId());
    out.text("incident_id", regression.getIncidentId());
    out.text("series", regression.getSeriesId());
    out.text("kind", regression.getKind().name());
    out.text("state", regression.getState().name());
    out.text("severity", regression.getSeverity().name());
    out.text("device_id", regression.getDeviceId());
    out.object("configuration", regression.getConfiguration(), ModelDocument::configuration);
    out.text("step", regression.getStepName());
    out.text("metric", regression.getMetricName());
    out.text("unit", regression.getUnit());
    out.text("direction", regression.getDirection().name());
    out.object("baseline", regression.getBaseline(), RegressionPart::level);
    out.object("level", regression.getLevel(), RegressionPart::level);
    out.number("relative", regression.getRelative());
    out.number("confidence", regression.getConfidence());
    out.object("last_good", regression.getLastGood(), ModelDocument::evidence);
    out.object("first_bad", regression.getFirstBad(), ModelDocument::evidence);
    out.object("told_by", regression.getToldBy(), ModelDocument::evidence);
    out.time("began_at", regression.getBeganAt());
    out.time("changed_at", regression.getChangedAt());
    out.text("commit_before", regression.getCommitBefore());
    out.text("commit_after", regression.getCommitAfter());
    out.text("commits_link", regression.getCommitsLink());
    out.text("failure", regression.getFailure());
    out.text("failure_category", regression.getFailureCategory());
    out.texts("moved_with", regression.getMovedWith());
    out.whole("moved_with_count", Optional.of(regression.getMovedWithCount()));
  }

  private static void level(JsonOut out, RegressionLevel level) throws IOException {
    out.number("value", level.getValue());
    out.number("spread", level.getSpread());
    out.whole("points", Optional.of(level.getPoints()));
    out.text("word", level.getWord());
  }
}
