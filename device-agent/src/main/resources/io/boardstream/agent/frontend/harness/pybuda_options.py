"""What can be asked of PyBuda, and what goes together. Knows nothing of PyBuda itself, so that a wrong wish is refused in
a moment and with what to write instead."""

import os
import re

from boardstream_report import configuration

# Label of a configuration, its architecture, and the device that it is.
CONFIGURATIONS = {
    "gs_e150": ("grayskull", "e150"),
    "gs_e300": ("grayskull", "e300"),
    "wh_n150": ("wormhole_b0", "n150"),
    "wh_n300": ("wormhole_b0", "n300"),
}
ARCHITECTURES = ("grayskull", "wormhole", "wormhole_b0", "blackhole")
HARVESTABLE = (1, 2, 3, 4, 5, 7, 8, 9, 10, 11)
FIDELITIES = ("LoFi", "HiFi2", "HiFi3", "HiFi4")
FORMATS = ("Float32", "Float16", "Float16_b", "Bfp8", "Bfp8_b", "Bfp4", "Bfp4_b", "Bfp2", "Bfp2_b")
IMAGE_FORMATS = {"pickle": None, "backend": "PYBUDA_TTI_BACKEND_FORMAT", "tilized": "PYBUDA_TTI_BACKEND_TILIZED_FORMAT"}
MAX_CHIPS = 64


def rows_of(mask):
    """The rows that a bit mask means: 2050 is rows 1 and 11."""
    return [row for row in range(32) if mask >> row & 1]


class Wishes:
    """Options that were understood and go together."""

    def __init__(self, options, device, architecture, environment):
        self.device_config = options.text("device_config", None, tuple(CONFIGURATIONS))
        self.devtype = options.text("devtype", None, ("silicon", "golden"))
        self.offline = options.flag("offline", False)
        self.save_image = options.flag("save_image", self.offline)
        self.harvested_rows = self._rows(options)
        self.device_descriptor = self._file(options, "device_descriptor")
        self.cluster_descriptor = self._file(options, "cluster_descriptor")
        self.num_chips = options.number("num_chips", None, 0, MAX_CHIPS)
        self.chip_ids = options.numbers("chip_ids")
        self.math_fidelity = options.text("math_fidelity", None, FIDELITIES)
        self.default_df = options.text("default_df", None, FORMATS)
        self.accumulate_df = options.text("accumulate_df", None, FORMATS)
        self.fp32_fallback = options.text("fp32_fallback", None, FORMATS)
        self.balancer_policy = options.text("balancer_policy")
        self.cpu_fallback = options.flag("cpu_fallback", True)
        amp_light = options.number("amp_light", None, 0, 2)
        amp_level = options.number("amp_level", None, 0, 1)
        image_format = options.text("image_format", None, tuple(IMAGE_FORMATS))
        self.others = {n[len("config."):]: v for n, v in options.prefixed("config.").items()}
        self.switches = options.prefixed("PYBUDA_")
        self._switch("amp_light", "PYBUDA_AMP_LIGHT", amp_light)
        self._switch("amp_level", "PYBUDA_AMP_LEVEL", amp_level)
        if image_format and IMAGE_FORMATS[image_format]:
            self._switch("image_format", IMAGE_FORMATS[image_format], 1)
        self._require_names()
        self._chips()
        self.arch = self._architecture(options, device, architecture)
        self._device_mode(environment)
        self._offline_needs()

    @property
    def simulated(self):
        return self.devtype == "golden"

    def described(self):
        """One line that says for what device was compiled."""
        parts = [self.arch or "found architecture", self.devtype]
        if self.device_config:
            parts.append("device_config " + self.device_config)
        if self.harvested_rows is not None:
            parts.append("harvested rows " + ",".join(map(str, self.harvested_rows)))
        if self.device_descriptor:
            parts.append("descriptor " + os.path.basename(self.device_descriptor))
        if self.chip_ids:
            parts.append("chips " + ",".join(map(str, self.chip_ids)))
        elif self.num_chips is not None:
            parts.append("all chips" if self.num_chips == 0 else f"{self.num_chips} chips")
        if self.offline:
            parts.append("offline")
        return "; ".join(parts)

    def require_board(self, masks):
        """Compares with what the board's chips have; masks are theirs in their order."""
        if not masks:
            raise configuration("no board was found by PyBuda; write offline=true to compile for one that is not here")
        chips = self.chip_ids or range(self.num_chips or len(masks) if self.num_chips is not None else 1)
        for chip in chips:
            if chip >= len(masks):
                raise configuration(f"option chip_ids or num_chips asks for chip {chip}, but there are {len(masks)}; write less than {len(masks)}")
            found = rows_of(masks[chip])
            if self.harvested_rows is not None and sorted(self.harvested_rows) != found:
                fitting = f"harvested_rows={','.join(map(str, found))}" if found else "no harvested_rows"
                raise configuration(
                    f"option harvested_rows={','.join(map(str, self.harvested_rows))} is not what chip {chip} of the "
                    f"board has, which is {found}; write {fitting}, or offline=true"
                )

    @staticmethod
    def _rows(options):
        rows = options.numbers("harvested_rows")
        if rows is None:
            return None
        for row in rows:
            if row not in HARVESTABLE:
                raise configuration(f"option harvested_rows has {row}, which cannot be harvested; write rows from 1 to 5 and from 7 to 11")
        if len(set(rows)) != len(rows):
            raise configuration(f"option harvested_rows={','.join(map(str, rows))} names a row twice; write each once")
        if not rows:
            raise configuration("option harvested_rows is empty; write rows from 1 to 5 and from 7 to 11, or remove it")
        return sorted(rows)

    @staticmethod
    def _file(options, name):
        path = options.text(name)
        if path is None:
            return None
        if not path.endswith((".yaml", ".yml")):
            raise configuration(f"option {name}={path} is no YAML file; write the path of a .yaml")
        if not os.path.isabs(path):
            raise configuration(f"option {name}={path} is no whole path; write one that begins with /")
        if not os.path.isfile(path):
            raise configuration(f"option {name}={path}: there is no such file on this host; write the path of one that is there")
        return path

    def _switch(self, option, variable, value):
        if value is None:
            return
        if variable in self.switches:
            raise configuration(f"options {option} and {variable} are mutually exclusive; write one of them")
        self.switches[variable] = str(value)

    def _require_names(self):
        for name in self.switches:
            if not re.fullmatch(r"PYBUDA_[A-Z0-9_]{1,80}", name):
                raise configuration(f"option {name} is no switch of PyBuda; write PYBUDA_ and capital letters")
        if self.device_config and self.harvested_rows is not None:
            raise configuration("options device_config and harvested_rows are mutually exclusive, for a configuration has its own rows; write one of them")

    def _chips(self):
        if self.chip_ids is None:
            return
        if not self.chip_ids or min(self.chip_ids) < 0 or max(self.chip_ids) >= MAX_CHIPS:
            raise configuration(f"option chip_ids={','.join(map(str, self.chip_ids))} names no chips; write numbers from 0 to {MAX_CHIPS - 1}")
        if len(set(self.chip_ids)) != len(self.chip_ids):
            raise configuration(f"option chip_ids={','.join(map(str, self.chip_ids))} names a chip twice; write each once")
        if self.num_chips is not None and self.num_chips != len(self.chip_ids):
            raise configuration(f"options num_chips={self.num_chips} and chip_ids (which are {len(self.chip_ids)}) differ; write one of them")

    def _architecture(self, options, device, board):
        arch = options.text("arch", None, ARCHITECTURES)
        if self.device_config:
            meant, label = CONFIGURATIONS[self.device_config]
            if arch and arch != meant:
                raise configuration(f"option device_config={self.device_config} is for {meant}, not for {arch}; remove the option arch")
            if device and device != "cpu" and device != label:
                raise configuration(f"option device_config={self.device_config} is the device {label}, but the job is for {device}; write the one of {device}")
            arch = meant
        known = {"grayskull": "grayskull", "wormhole": "wormhole_b0", "blackhole": "blackhole"}.get((board or "").lower())
        if known and not self.offline:
            if arch and self.devtype != "golden" and arch.split("_")[0] != known.split("_")[0]:
                raise configuration(f"option arch={arch} is not what the board is, which is {known}; write arch={known}, or offline=true")
            arch = arch or known
        return arch

    def _device_mode(self, environment):
        everything = dict(environment, **self.switches)
        if everything.get("PYBUDA_DEVMODE", "0") not in ("", "0"):
            if self.devtype == "silicon":
                raise configuration("PYBUDA_DEVMODE simulates, which option devtype=silicon forbids; remove one of them")
            self.devtype = "golden"
        self.devtype = self.devtype or "silicon"

    def _offline_needs(self):
        if not self.offline:
            return
        if not self.arch:
            raise configuration("option offline=true needs to know the device; write device_config, one of " + ", ".join(CONFIGURATIONS) + ", or arch")
        if self.num_chips == 0:
            raise configuration("option num_chips=0 means all chips that are found, but offline none are; write their number")
