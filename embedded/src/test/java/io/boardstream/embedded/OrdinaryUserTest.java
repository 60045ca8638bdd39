package io.boardstream.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.security.auth.module.UnixSystem;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** As root, the same parts as a user without rights, home or access to root's files. */
class OrdinaryUserTest {

  private static final String USER = "nobody";
  private static final Path RUNUSER = Path.of("/usr/sbin/runuser");

  private Path everybodys;

  @BeforeEach
  void makeAFolderForAll() throws Exception {
    assumeTrue(new UnixSystem().getUid() == 0, "not root, so every other test is this one");
    assumeTrue(Files.isExecutable(RUNUSER), "there is no " + RUNUSER);
    everybodys = Files.createTempDirectory("ordinary-user-");
    Files.setPosixFilePermissions(everybodys, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  @AfterEach
  void remove() throws Exception {
    if (everybodys != null) {
      Trees.delete(everybodys);
    }
  }

  @Test
  void startsAllPartsAndStopsThemWhenKilled() throws Exception {
    Path registry = published(RegistryHome.runner().getParent(), "registry");
    List<String> classPath = new ArrayList<>();
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator, -1)) {
      classPath.add(published(Path.of(entry), "class-path-" + classPath.size()).toString());
    }
    Path data = Files.createDirectory(everybodys.resolve("data"));
    Files.setOwner(
        data, data.getFileSystem().getUserPrincipalLookupService().lookupPrincipalByName(USER));

    try (OtherJvm jvm =
        OtherJvm.ready(
            List.of(RUNUSER.toString(), "-u", USER, "--"),
            String.join(File.pathSeparator, classPath),
            List.of("-Dboardstream.registry.home=" + registry),
            Parts.class,
            data.toString())) {
      assertThat(Files.getOwner(data.resolve("postgres/data")).getName()).isEqualTo(USER);
      jvm.kill();
    }
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> Files.notExists(data.resolve("postgres/data/postmaster.pid")));
  }

  /** Links, or else copies, what root alone may reach to where all may. */
  private Path published(Path source, String name) throws IOException {
    Path root = everybodys.resolve(name + (Files.isDirectory(source) ? "" : ".jar"));
    if (!Files.exists(source)) {
      return root;
    }
    try (Stream<Path> files = Files.walk(source)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        Path target = root.resolve(source.relativize(file).toString()).normalize();
        if (Files.isDirectory(file)) {
          Files.createDirectories(target);
        } else {
          link(file, source.equals(file) ? root : target);
        }
      }
    }
    return root;
  }

  private static void link(Path file, Path target) throws IOException {
    try {
      Files.createLink(target, file);
    } catch (IOException | UnsupportedOperationException e) {
      // On another disk.
      Files.copy(file, target);
    }
  }
}
