"""Compiles a model with PyBuda, runs it on sample inputs or saves it as a device image, checks the output, and reports.

    python3 pybuda_harness.py --model FILE --device ID --architecture NAME --work DIR --option name=value …

A model that ends in .tti is a device image: it is loaded and run. Options: see pybuda_options, and runs, warm_up, min_pcc,
reference, allow_code, dtype, inputs, batch, sequence_length, seed.
"""

import inspect
import os
import queue
import shutil
import tarfile

import boardstream_models
import boardstream_report
import pybuda_options
from boardstream_report import Failure, configuration, missing
from boardstream_tensors import check, measure

READ_SECONDS = 0.5


def run(reporter, arguments):
    given = boardstream_report.Arguments(arguments, {"model", "device", "architecture", "work"})
    path = given.required("model")
    work = given.values.get("work") or os.getcwd()
    options = boardstream_report.Options(given.options)
    wishes = pybuda_options.Wishes(options, given.values.get("device"), given.values.get("architecture"), os.environ)
    min_pcc = options.decimal("min_pcc", None, 0.0, 1.0)
    reference_wanted = options.flag("reference", True)
    runs = options.number("runs", 10, 1, 100_000)
    warm_up = options.number("warm_up", 2, 0, 100_000)
    # Said before anything can crash: what is simulated must never pass for real.
    reporter.properties(simulated="true" if wishes.simulated else "false", device_configuration=wishes.described())
    os.environ.update(wishes.switches)

    torch, pybuda = _libraries(reporter)
    session = Session(reporter, torch, pybuda, wishes, work)
    try:
        if path.endswith(".tti"):
            if min_pcc is not None:
                raise configuration("option min_pcc needs a reference, and an image has none; remove it")
            _require_image(path, wishes, options)
            shutil.copy(path, os.path.join(work, "image.tti"))
            call = session.image(os.path.join(work, "image.tti"))
            reference = None
        else:
            reporter.stage("adapting")
            module, inputs, reference = session.module(path, options, reference_wanted)
            if min_pcc is not None and reference is None:
                raise configuration("option min_pcc needs a reference, which only models of PyTorch have here; remove it")
            call = session.compiled(module, inputs)
        if call is None:
            return
        reporter.stage("executing")
        for _ in range(warm_up):
            call()
        mean, least, output = measure(call, runs)
        text, pcc = check(torch, output, reference, min_pcc)
        reporter.properties(output_check=text)
        reporter.metrics(latency_ms=mean, latency_min_ms=least, throughput=1e3 / mean, pcc=pcc)
    finally:
        session.close()


def _libraries(reporter):
    try:
        import torch
    except ImportError as error:
        raise missing("torch", f"PyTorch is not installed ({error})", "Use the interpreter of the environment that has PyBuda.") from None
    try:
        import pybuda
    except ImportError as error:
        raise missing(
            "pybuda",
            f"PyBuda is not installed ({error})",
            "Install its wheel there, or name the interpreter of the environment that has it in the command of this frontend.",
        ) from None
    reporter.properties(frontend_version=str(getattr(pybuda, "__version__", "unknown")), framework="pybuda")
    try:
        from loguru import logger

        logger.add(lambda message: reporter.warning(message.record["message"]), level="WARNING")
    except ImportError:
        pass
    return torch, pybuda


def _require_image(path, wishes, options):
    if not options.flag("allow_code", False):
        raise configuration("an image holds programs and pickles. Declare the option allow_code=true for this frontend only if jobs come from people who may run code on this host")
    options.finish()
    if wishes.offline:
        raise configuration("option offline=true compiles, but a .tti is compiled already; remove the option")
    try:
        with tarfile.open(path) as archive:
            for entry in archive:
                steps = entry.name.split("/")
                if entry.name.startswith("/") or ".." in steps or not (entry.isfile() or entry.isdir() or entry.issym()):
                    raise Failure(f"corrupt archive: the image has {entry.name}, which would be put outside of it")
                if entry.issym() and (entry.linkname.startswith("/") or ".." in entry.linkname.split("/")):
                    raise Failure(f"corrupt archive: the link {entry.name} of the image leads out of it")
    except (tarfile.TarError, EOFError) as error:
        raise Failure(f"corrupt archive: the image cannot be read: {error}") from None


class Session:
    """PyBuda, for one model."""

    def __init__(self, reporter, torch, pybuda, wishes, work):
        self.reporter, self.torch, self.pybuda, self.wishes, self.work = reporter, torch, pybuda, wishes, work

    def module(self, path, options, reference_wanted):
        """The model as a module of PyBuda, its inputs, and what it returns without a board."""
        ending = os.path.splitext(path)[1]
        if ending in (".onnx", ".tflite"):
            return self._foreign(path, ending, options)
        loaded = boardstream_models.load(self.torch, path, options)
        inputs = tuple(loaded.inputs.values()) if isinstance(loaded.inputs, dict) else tuple(loaded.inputs)
        if isinstance(loaded.model, self.pybuda.PyBudaModule):
            self.reporter.properties(framework="pybuda", model_architecture=loaded.architecture)
            return loaded.model, inputs, None
        self.reporter.properties(framework="pytorch", model_architecture=loaded.architecture, parameters=loaded.parameters())
        with self.torch.no_grad():
            reference = loaded.call(loaded.model) if reference_wanted else None
        return self.pybuda.PyTorchModule("model", loaded.model), inputs, reference

    def _foreign(self, path, ending, options):
        from boardstream_tensors import random, shapes

        wanted = options.text("inputs")
        if not wanted:
            raise configuration(f"a model {ending} needs the option inputs; write for example inputs=float32:1x3x224x224")
        options.finish()
        inputs = tuple(random(self.torch, kind, shape) for kind, shape in shapes(wanted))
        self.reporter.properties(framework=ending[1:])
        if ending == ".tflite":
            return self.pybuda.TFLiteModule("model", path), inputs, None
        try:
            import onnx
        except ImportError as error:
            raise missing("onnx", f"onnx is not installed ({error})", "Install it there: pip install onnx.") from None
        return self.pybuda.OnnxModule("model", onnx.load(path), path), inputs, None

    def compiled(self, module, inputs):
        """Compiles; returns what runs it once, or None when it was compiled for a device that is not here."""
        wishes, pybuda = self.wishes, self.pybuda
        self.reporter.stage("compiling")
        self._configure()
        device = self._device()
        if wishes.devtype == "silicon" and not wishes.offline:
            wishes.require_board(self._masks())
        device.place_module(module)
        if wishes.save_image:
            image = os.path.join(self.work, "image.tti")
            device.compile_to_image(img_path=image, training=False, sample_inputs=inputs)
            self.reporter.properties(artifact_path=image)
            self._say_fallback()
            if wishes.offline:
                return None
            from pybuda.pybudaglobal import pybuda_reset

            pybuda_reset()
            return self.image(image, inputs)
        outputs = pybuda.initialize_pipeline(training=False, sample_inputs=inputs)
        self._say_fallback()
        # A part that fell back to the processor may be the first of the pipeline; inputs find their way to it.
        return lambda: self._once(device, inputs, outputs)

    def image(self, path, inputs=None):
        """Loads an image; returns what runs it once."""
        self.reporter.stage("executing")
        image = self._image_class().load_from_disk(path)
        device = self.pybuda.TTDevice.load_image(img=image)
        if inputs is None:
            inputs = tuple(self.torch.rand(shape) for shape in image.get_input_shapes())
        outputs = []

        def once():
            device.push_to_inputs(inputs)
            found = self.pybuda.run_inference()
            # Later runs answer in the queue of the first.
            if not outputs:
                outputs.append(found)
            return self._read(outputs[0])

        return once

    def close(self):
        if hasattr(self.pybuda, "shutdown"):
            self.pybuda.shutdown()

    def _configure(self):
        wishes, pybuda = self.wishes, self.pybuda
        config = {
            "device_config": wishes.device_config,
            "harvested_rows": wishes.harvested_rows,
            "backend_device_descriptor_path": wishes.device_descriptor,
            "backend_cluster_descriptor_path": wishes.cluster_descriptor,
            "backend_output_dir": os.path.join(self.work, "tt_build"),
            "math_fidelity": wishes.math_fidelity and getattr(pybuda.MathFidelity, wishes.math_fidelity),
            "default_df_override": self._format(wishes.default_df),
            "accumulate_df": self._format(wishes.accumulate_df),
            "balancer_policy": wishes.balancer_policy,
        }
        known = inspect.signature(pybuda.set_configuration_options).parameters
        for name, text in wishes.others.items():
            if name not in known:
                raise configuration(f"unknown option config.{name}; this PyBuda has {', '.join(sorted(known))}")
            if name in config and config[name] is not None:
                raise configuration(f"option config.{name} is set by another option, too; write one of them")
            config[name] = _value(text)
        pybuda.set_configuration_options(**{name: value for name, value in config.items() if value is not None})
        pybuda.config._get_global_compiler_config().enable_tvm_cpu_fallback = wishes.cpu_fallback

    def _format(self, name):
        return None if name is None else getattr(self.pybuda.DataFormat, name)

    def _device(self):
        from pybuda._C.backend_api import BackendDevice, BackendType

        wishes = self.wishes
        arguments = {
            "devtype": BackendType.Silicon if wishes.devtype == "silicon" else BackendType.Golden,
            "num_chips": wishes.num_chips,
            "chip_ids": wishes.chip_ids,
            "arch": _named(BackendDevice, wishes.arch),
            "fp32_fallback": self._format(wishes.fp32_fallback),
        }
        return self.pybuda.TTDevice("tt0", **{name: value for name, value in arguments.items() if value is not None})

    def _masks(self):
        """Harvesting masks of the chips that PyBuda finds."""
        from pybuda._C.backend_api import get_device_descs_for_available_devices

        return [int(found.harvesting_mask) for found in get_device_descs_for_available_devices(os.path.join(self.work, "tt_build"))]

    def _say_fallback(self):
        from pybuda.pybudaglobal import get_devices

        fallen = [d for d in get_devices() if isinstance(d, self.pybuda.CPUDevice)]
        self.reporter.properties(cpu_fallback="true" if fallen else "false")
        if fallen:
            names = ", ".join(m.get_name() for d in fallen for m in getattr(d, "modules", []))
            self.reporter.warning(f"Parts of the model were placed on the processor of the host: {names or 'unnamed'}")

    def _image_class(self):
        try:
            from pybuda.tti import TTDeviceImage
        except ImportError:
            TTDeviceImage = self.pybuda.TTDeviceImage
        return TTDeviceImage

    def _once(self, device, inputs, outputs):
        device.push_to_inputs(inputs)
        self.pybuda.run_forward(input_count=1)
        return self._read(outputs)

    def _read(self, outputs):
        while True:
            try:
                tensors = outputs.get(timeout=READ_SECONDS)
            except queue.Empty:
                if self.pybuda.error_raised():
                    raise Failure("runtime failed: PyBuda raised an error in one of its processes; see the log") from None
                continue
            return [tensor.value() if callable(getattr(tensor, "value", None)) else tensor for tensor in tensors]


def _named(enum, name):
    if name is None:
        return None
    for candidate in dir(enum):
        if candidate.lower() == name:
            return getattr(enum, candidate)
    raise configuration(f"option arch={name} is not known to this PyBuda; write another one")


def _value(text):
    if text in ("true", "false"):
        return text == "true"
    try:
        return int(text)
    except ValueError:
        return text


if __name__ == "__main__":
    boardstream_report.main(run)
