package io.boardstream.producers.postgres;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.producers.facts.SourcePosition;
import org.junit.jupiter.api.Test;

/** What a stored position says about how much has been read. */
final class OffsetCodecTest {

  private final OffsetCodec codec = new OffsetCodec("boardstream-test");

  @Test
  void thePlaceIsTheHighestThatThePositionNames() {
    assertThat(codec.allCommitsBefore(position("{\"lsn\":5,\"lsn_proc\":5,\"lsn_commit\":9}")))
        .hasValue(9);
    assertThat(codec.allCommitsBefore(position("{\"lsn\":12,\"lsn_proc\":12,\"lsn_commit\":9}")))
        .hasValue(12);
  }

  @Test
  void withinASnapshotThereIsNoPlace() {
    assertThat(codec.allCommitsBefore(position("{\"lsn\":5,\"snapshot\":\"INITIAL\"}"))).isEmpty();
    assertThat(
            codec.allCommitsBefore(
                position("{\"lsn\":5,\"snapshot\":\"INITIAL\",\"snapshot_completed\":true}")))
        .hasValue(5);
  }

  @Test
  void aPositionWithoutAPlaceHasNone() {
    assertThat(codec.allCommitsBefore(position("{\"txId\":5}"))).isEmpty();
  }

  private static SourcePosition position(String json) {
    return new SourcePosition(new byte[0], json.getBytes(UTF_8), 0);
  }
}
