package io.boardstream.agent.tti;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.boardstream.avro.TtiSummary;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TtiArchiveTest {

  @TempDir private Path folder;

  @Test
  void anImageSaysForWhatItWasCompiled() throws IOException {
    TtiArchive archive = TtiArchive.read(Images.write(image()));

    TtiSummary image = archive.summary();
    assertThat(image.getFormatVersion()).contains("1.1.0");
    assertThat(image.getPybudaVersion()).contains("0.1.240627");
    assertThat(image.getArchitecture()).contains("wormhole_b0");
    assertThat(image.getDeviceType()).contains("Silicon");
    assertThat(image.getChipIds()).containsExactly(0, 1);
    assertThat(image.getGridRows()).contains(8);
    assertThat(image.getHarvestedRows()).as("2050 is rows 1 and 11").containsExactly(1, 11);
    assertThat(image.getTraining()).contains(false);
    assertThat(image.getInputShapes())
        .containsExactly(List.of(1L, 128L, 128L), List.of(1L, 1L, 128L, 128L));
    assertThat(image.getTargetShapes()).isEmpty();
    assertThat(image.getDataFormat()).contains("Float16_b");
    assertThat(image.getMathFidelity()).contains("HiFi3");
    assertThat(image.getModules()).containsExactly("bert");
    assertThat(image.getEntries()).isEqualTo(5);
    assertThat(archive.parts())
        .containsKeys("device.json", "tensors", "backend_build_binaries")
        .containsEntry("tensors", new Part(1, 1_000));
  }

  @ParameterizedTest
  @CsvSource({"'[0]', ''", "'2050', '1,11'", "'[]', ''", "'null', ''", "'[2, 2048]', '1,11'"})
  void harvestedRowsAreAMaskOrOneForEachChip(String json, String rows) throws IOException {
    Path file =
        Images.tar(
            image(),
            Map.of(
                "unzipped_tti/device.json",
                "{\"arch\": \"BackendDevice.Grayskull\", \"harvested_rows\": %s}".formatted(json)));

    TtiSummary image = TtiArchive.read(file).summary();

    assertThat(image.getArchitecture()).contains("grayskull");
    assertThat(image.getHarvestedRows().toString().replaceAll("[\\[\\] ]", "")).isEqualTo(rows);
  }

  @Test
  void zipAndGzippedTarAreReadAsWell() throws IOException {
    Path plain = Images.write(image());
    Path gzipped = folder.resolve("gzipped.tti");
    try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(gzipped))) {
      Files.copy(plain, out);
    }
    Path zipped = zip(Map.of("device.json", Images.DEVICE));

    assertThat(TtiArchive.read(gzipped).summary()).isEqualTo(TtiArchive.read(plain).summary());
    assertThat(TtiArchive.read(zipped).summary().getPybudaCommit()).contains("7def2987");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../evil",
        "/etc/passwd",
        "unzipped_tti/../../evil",
        "C:/evil",
        "unzipped_tti\\..\\evil",
        "unzipped_tti/a\nb"
      })
  void aFileThatWouldBePutOutsideIsRefused(String name) throws IOException {
    Path file = Images.tar(image(), Map.of("unzipped_tti/device.json", Images.DEVICE, name, "x"));

    assertThatThrownBy(() -> TtiArchive.read(file))
        .isInstanceOf(TtiException.class)
        .hasMessageContaining("would be put outside of it")
        .hasMessageNotContaining("\n");
  }

  @Test
  void aLinkThatLeadsOutIsRefusedAndOneThatStaysIsNot() throws IOException {
    String name = "unzipped_tti/backend_build_binaries/link";
    byte kind = TarConstants.LF_SYMLINK;
    Path inside = Images.withSpecial(folder.resolve("in"), kind, name, "../model.yaml");
    assertThat(TtiArchive.read(inside).summary().getEntries()).isEqualTo(2);

    for (String target : List.of("/etc/shadow", "../../../x", "../../..", "a/../../../../x")) {
      Path file = Images.withSpecial(image(), kind, name, target);
      assertThatThrownBy(() -> TtiArchive.read(file))
          .as(target)
          .isInstanceOf(TtiException.class)
          .hasMessageContaining("out");
    }
  }

  @Test
  void devicesAndPipesAreRefused() throws IOException {
    for (byte kind : new byte[] {TarConstants.LF_FIFO, TarConstants.LF_BLK, TarConstants.LF_CHR}) {
      Path file = Images.withSpecial(image(), kind, "unzipped_tti/x", "");
      assertThatThrownBy(() -> TtiArchive.read(file)).hasMessageContaining("a device or a pipe");
    }
  }

  @Test
  void aBombIsRefusedLongBeforeItIsUnpacked() throws IOException {
    Path zip = folder.resolve("bomb.tti");
    byte[] zeros = new byte[1 << 20];
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      out.putNextEntry(new ZipEntry("unzipped_tti/tensors/zeros"));
      for (int i = 0; i < 300; i++) {
        out.write(zeros);
      }
      out.closeEntry();
    }
    assertThat(Files.size(zip)).isLessThan(1 << 20);

    assertThatThrownBy(() -> TtiArchive.read(zip)).hasMessageContaining("bomb");
  }

  @Test
  void aNameAsLongAsTheMemoryIsRefused() throws IOException {
    Path file = folder.resolve("name.tti");
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      TarArchiveEntry name = new TarArchiveEntry("././@LongLink", TarConstants.LF_GNUTYPE_LONGNAME);
      name.setSize(4 << 20);
      tar.putArchiveEntry(name);
      tar.write(new byte[4 << 20]);
      tar.closeArchiveEntry();
    }

    assertThatThrownBy(() -> TtiArchive.read(file)).hasMessageContaining("the name of a file");
  }

  @Test
  void aZipWithADirectoryAsLargeAsTheMemoryIsRefused() throws IOException {
    Path zip = folder.resolve("many.tti");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(zip))) {
      for (int i = 0; i < 40_000; i++) {
        out.putNextEntry(new ZipEntry("unzipped_tti/" + i));
        out.closeEntry();
      }
    }

    assertThatThrownBy(() -> TtiArchive.read(zip)).hasMessageContaining("too many files");
  }

  @Test
  void aFileThatIsCutOffAnywhereIsRefused() throws IOException {
    byte[] whole = Files.readAllBytes(Images.write(image()));
    for (int length = 0; length < whole.length - 2_048; length += 333) {
      Path file = Files.write(folder.resolve("cut.tti"), Arrays.copyOf(whole, length));
      assertThatThrownBy(() -> TtiArchive.read(file))
          .as("%d of %d bytes", length, whole.length)
          .isInstanceOf(TtiException.class);
    }
    Path zip = zip(Map.of("device.json", Images.DEVICE));
    byte[] zipped = Files.readAllBytes(zip);
    Files.write(zip, Arrays.copyOf(zipped, zipped.length / 2));
    assertThatThrownBy(() -> TtiArchive.read(zip)).isInstanceOf(TtiException.class);
  }

  @Test
  void whatIsNoImageIsRefusedWithTheReason() throws IOException {
    Path text = Files.writeString(image(), "no archive at all");
    assertThatThrownBy(() -> TtiArchive.read(text)).hasMessageContaining("neither a tar nor a zip");
    Path other = Images.tar(folder.resolve("other.tti"), Map.of("readme", "hello"));
    assertThatThrownBy(() -> TtiArchive.read(other)).hasMessageContaining("no device.json");
    Path garbage = Images.tar(image(), Map.of("device.json", "{\"arch\": "));
    assertThatThrownBy(() -> TtiArchive.read(garbage)).hasMessageContaining("cannot be read");
    Path deep = Images.tar(image(), Map.of("device.json", "{\"a\": " + "[".repeat(100_000)));
    assertThatThrownBy(() -> TtiArchive.read(deep)).isInstanceOf(TtiException.class);
    Path two =
        Images.tar(image(), Map.of("device.json", "{}", "unzipped_tti/device.json", Images.DEVICE));
    assertThatThrownBy(() -> TtiArchive.read(two)).hasMessageContaining("more than one");
    assertThatThrownBy(() -> TtiArchive.read(folder.resolve("absent")))
        .isInstanceOf(NoSuchFileException.class);
  }

  private Path image() {
    return folder.resolve("image.tti");
  }

  private Path zip(Map<String, String> files) throws IOException {
    Path file = folder.resolve("zipped.tti");
    try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
      for (Map.Entry<String, String> one : files.entrySet()) {
        out.putNextEntry(new ZipEntry(one.getKey()));
        out.write(one.getValue().getBytes(UTF_8));
        out.closeEntry();
      }
    }
    return file;
  }
}
