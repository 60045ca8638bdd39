package io.boardstream.agent.artifact;

import static org.assertj.core.api.Assertions.assertThat;

import io.boardstream.agent.tti.Images;
import io.boardstream.avro.Artifact;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ArtifactsTest {
  private static final String ABC =
      "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

  @TempDir private Path root;
  private final Artifacts artifacts = new Artifacts(1 << 20);
  private Path work;
  private Path kept;

  @BeforeEach
  void folders() throws IOException {
    work = Files.createDirectories(root.resolve("work"));
    kept = root.resolve("attempts/j.0.1");
  }

  @Test
  void anArtefactIsMovedMeasuredAndNamed() throws IOException {
    Files.writeString(work.resolve("out.bin"), "abc");

    LeftBehind left = keep("out.bin");

    Artifact artifact = left.artifact().orElseThrow();
    assertThat(artifact.getBytes()).isEqualTo(3);
    assertThat(artifact.getSha256()).isEqualTo(ABC);
    assertThat(artifact.getTti()).isEmpty();
    assertThat(Path.of(artifact.getPath().orElseThrow())).hasContent("abc").startsWith(kept);
    assertThat(left.warnings()).isEmpty();
    assertThat(work.resolve("out.bin")).doesNotExist();
  }

  @Test
  void anImageTellsWhatIsInIt() throws IOException {
    Path image = Images.write(work.resolve("image.tti"));

    Artifact artifact = keep(image.toString()).artifact().orElseThrow();

    assertThat(artifact.getTti().orElseThrow().getHarvestedRows()).containsExactly(1, 11);
  }

  @Test
  void anImageThatCannotBeReadIsKeptWithAWarning() throws IOException {
    Files.writeString(work.resolve("image.tti"), "abc");

    LeftBehind left = keep("image.tti");

    assertThat(left.artifact().orElseThrow().getTti()).isEmpty();
    assertThat(left.warnings()).singleElement().asString().contains("cannot be read");
  }

  @Test
  void whatIsNotInTheWorkingFolderStaysWhereItIs() throws IOException {
    Path secret = Files.writeString(root.resolve("secret"), "abc");
    Files.createSymbolicLink(work.resolve("link"), secret);

    for (String path :
        new String[] {secret.toString(), "../secret", "link", ".", "absent", "a\0b"}) {
      LeftBehind left = keep(path);
      assertThat(left.artifact()).as(path).isEmpty();
      assertThat(left.warnings()).as(path).hasSize(1);
    }
    assertThat(secret).hasContent("abc");
  }

  @Test
  void whatIsTooLargeIsMeasuredAndNotKept() throws IOException {
    Files.write(work.resolve("large"), new byte[(1 << 20) + 1]);

    LeftBehind left = keep("large");

    assertThat(left.artifact().orElseThrow().getPath()).isEmpty();
    assertThat(left.artifact().orElseThrow().getBytes()).isEqualTo((1 << 20) + 1);
    assertThat(left.warnings()).singleElement().asString().contains("is not kept");
  }

  @Test
  void withoutAReportThereIsNothing() {
    assertThat(artifacts.keep(Map.of(), work, kept)).isEqualTo(LeftBehind.nothing());
  }

  private LeftBehind keep(String path) {
    return artifacts.keep(Map.of(Artifacts.PATH, path), work, kept);
  }
}
