package io.boardstream.agent.tti;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveOutputStream;
import org.apache.commons.compress.archivers.tar.TarConstants;

/** Device images as PyBuda writes them, small, and such as nobody should unpack. */
public final class Images {

  static final String DEVICE =
      """
      {"version": "1.1.0", "device_image_name": "tt0", "arch": "wormhole_b0", "devtype": "Silicon",
       "chip_ids": [0, 1], "fp32_fallback": "Float16_b", "optimizer": null, "training": false,
       "microbatch_size": 1, "microbatch_count": 1, "grid_size": [8, 8], "harvested_rows": [2050],
       "compiled_graph_state": {"netlist_filename": "unzipped_tti/model.yaml",
         "ordered_input_shapes": [[1, 128, 128], [1, 1, 128, 128]], "ordered_target_shapes": [],
         "post_const_eval_constants": {"a": [[1.0, 2.0]]}},
       "compiler_cfg": {"default_df_override": "Float16_b", "default_math_fidelity": "HiFi3",
         "cpu_fallback_ops": ["embedding"]},
       "module_name_to_metadata": {"bert": {"module": "m", "class": "C", "module_file_path": "m.py"}},
       "pybuda_pip_version_id": "0.1.240627", "pybuda_commit_hash": "7def2987",
       "budabackend_commit_hash": "f2fd0fa3"}
      """;

  private Images() {}

  /** One that can be read. */
  public static Path write(Path file) throws IOException {
    Map<String, String> files = new LinkedHashMap<>();
    files.put("unzipped_tti/device.json", DEVICE);
    files.put("unzipped_tti/model.yaml", "devices: {arch: wormhole_b0}\n");
    files.put("unzipped_tti/compile_and_runtime_config.json", "{}");
    files.put("unzipped_tti/backend_build_binaries/brisc/brisc.hex", "00".repeat(3_000));
    files.put("unzipped_tti/tensors/torch.Tensor.w.pkl", "x".repeat(1_000));
    return tar(file, files);
  }

  static Path tar(Path file, Map<String, String> files) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      tar.setLongFileMode(TarArchiveOutputStream.LONGFILE_POSIX);
      for (Map.Entry<String, String> one : files.entrySet()) {
        byte[] content = one.getValue().getBytes(UTF_8);
        TarArchiveEntry entry = new TarArchiveEntry(one.getKey(), true);
        entry.setSize(content.length);
        tar.putArchiveEntry(entry);
        tar.write(content);
        tar.closeArchiveEntry();
      }
    }
    return file;
  }

  /** An image with an entry that has no content: a link, or a device. */
  static Path withSpecial(Path file, byte kind, String name, String target) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        TarArchiveOutputStream tar = new TarArchiveOutputStream(out)) {
      byte[] content = DEVICE.getBytes(UTF_8);
      TarArchiveEntry device = new TarArchiveEntry("unzipped_tti/device.json");
      device.setSize(content.length);
      tar.putArchiveEntry(device);
      tar.write(content);
      tar.closeArchiveEntry();
      TarArchiveEntry special = new TarArchiveEntry(name, kind);
      if (kind == TarConstants.LF_SYMLINK || kind == TarConstants.LF_LINK) {
        special.setLinkName(target);
      }
      tar.putArchiveEntry(special);
      tar.closeArchiveEntry();
    }
    return file;
  }
}
