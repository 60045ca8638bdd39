"""A stand-in for PyBuda. The variables STANDIN_MASKS and STANDIN_FALLBACK say which board it finds, and whether parts of
a model fall back to the processor."""

import io
import json
import os
import queue
import tarfile
import types

from pybuda import config
from pybuda._C.backend_api import BackendDevice, BackendType

__version__ = "0.1-standin"
DataFormat = types.SimpleNamespace(Float16_b="Float16_b", Bfp8_b="Bfp8_b", Float32="Float32")
MathFidelity = types.SimpleNamespace(LoFi="LoFi", HiFi2="HiFi2", HiFi3="HiFi3", HiFi4="HiFi4")
devices = []


class PyBudaModule:
    def __init__(self, name):
        self.name = name

    def get_name(self):
        return self.name


class PyTorchModule(PyBudaModule):
    def __init__(self, name, model):
        super().__init__(name)
        self.model = model


class CPUDevice:
    modules = [PyBudaModule("embedding")]


class TTDevice:
    def __init__(self, name, **arguments):
        self.name, self.arguments, self.inputs = name, arguments, queue.Queue()
        devices.append(self)

    def place_module(self, module):
        self.module = module
        if os.environ.get("STANDIN_FALLBACK"):
            devices.append(CPUDevice())

    def push_to_inputs(self, inputs):
        self.inputs.put(inputs)

    def compile_to_image(self, img_path, training, sample_inputs):
        rows = [sum(1 << row for row in config.current.get("harvested_rows") or [])]
        device = {
            "version": "1.1.0",
            "arch": self.arguments.get("arch", "Grayskull").lower(),
            "devtype": self.arguments["devtype"],
            "chip_ids": self.arguments.get("chip_ids", [0]),
            "grid_size": [8, 8],
            "harvested_rows": rows,
            "training": training,
            "compiled_graph_state": {"ordered_input_shapes": [i.shape for i in sample_inputs], "ordered_target_shapes": []},
            "compiler_cfg": {"default_math_fidelity": config.current.get("math_fidelity")},
        }
        content = json.dumps(device).encode()
        with tarfile.open(img_path, "w") as tar:
            entry = tarfile.TarInfo("unzipped_tti/device.json")
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))

    @staticmethod
    def load_image(img):
        device = TTDevice("loaded")
        device.module = PyTorchModule("loaded", lambda tensor: tensor * 2)
        return device


def set_configuration_options(
    device_config=None,
    harvested_rows=None,
    backend_device_descriptor_path=None,
    backend_cluster_descriptor_path=None,
    backend_output_dir=None,
    math_fidelity=None,
    default_df_override=None,
    accumulate_df=None,
    balancer_policy=None,
    enable_t_streaming=None,
):
    config.current = dict(locals())


def initialize_pipeline(training, sample_inputs):
    outputs = queue.Queue()
    devices[0].outputs = outputs
    return outputs


def run_forward(input_count):
    device = devices[0]
    device.outputs.put([device.module.model(*device.inputs.get())])


def run_inference():
    device = devices[-1]
    if not hasattr(device, "outputs"):
        device.outputs = queue.Queue()
    run = device.module.model(*device.inputs.get())
    device.outputs.put([run])
    return device.outputs


def error_raised():
    return False


def shutdown():
    print("shut down; amp", os.environ.get("PYBUDA_AMP_LIGHT"), config.current, config.compiler.enable_tvm_cpu_fallback)
