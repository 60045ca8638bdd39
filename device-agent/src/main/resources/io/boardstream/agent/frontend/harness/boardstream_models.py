"""Loads a model of PyTorch from what the agent fetched: a file or a folder."""

import importlib.util
import os

from boardstream_report import configuration, missing
from boardstream_tensors import random, shapes

CODE = (
    "runs code that the job brought. Declare the option allow_code=true for this frontend only if jobs come from "
    "people who may run code on this host"
)


class Loaded:
    """A model, with inputs that it can be called with."""

    def __init__(self, model, inputs, architecture, framework="pytorch"):
        self.model = model
        self.inputs = inputs
        self.architecture = architecture
        self.framework = framework

    def call(self, model):
        return model(**self.inputs) if isinstance(self.inputs, dict) else model(*self.inputs)

    def parameters(self):
        return str(sum(p.numel() for p in self.model.parameters())) if hasattr(self.model, "parameters") else None


def load(torch, path, options):
    """Takes the options allow_code, dtype, inputs, batch, sequence_length and seed."""
    allow_code = options.flag("allow_code", False)
    dtype = options.text("dtype", None, ("float32", "bfloat16", "float16"))
    wanted = options.text("inputs")
    given = shapes(wanted) if wanted else None
    batch = options.number("batch", 1, 1, 4096)
    length = options.number("sequence_length", 128, 1, 1 << 20)
    torch.manual_seed(options.number("seed", 0, 0, (1 << 31) - 1))
    options.finish()
    if not os.path.exists(path):
        raise configuration(f"--model {path}: there is no such file")
    ending = os.path.splitext(path)[1]
    if os.path.isdir(path):
        loaded = _transformers(torch, path, batch, length)
    elif ending == ".pt2":
        program = torch.export.load(path)
        arguments, keywords = program.example_inputs or ((), {})
        loaded = Loaded(program.module(), keywords or tuple(arguments), None)
    elif ending == ".py":
        loaded = _code(path, allow_code)
    elif ending in (".pt", ".pth", ".bin"):
        if not allow_code:
            raise configuration(f"{os.path.basename(path)} is a pickle, which {CODE}")
        loaded = Loaded(torch.load(path, map_location="cpu", weights_only=False), (), None)
        if not callable(loaded.model):
            raise configuration(f"{os.path.basename(path)} holds no model but a {type(loaded.model).__name__}; save the whole model, or use torch.export.save")
    else:
        raise configuration(f"{os.path.basename(path)} is no model that is known here; give a .pt2 of torch.export, a folder of transformers, or a .py or .pt with allow_code")
    if given is not None:
        loaded.inputs = tuple(random(torch, kind, shape) for kind, shape in given)
    if not loaded.inputs:
        raise configuration("the model does not say which inputs it takes; declare the option inputs, for example inputs=float32:1x3x224x224")
    if hasattr(loaded.model, "eval") and ending != ".pt2":
        loaded.model.eval()
    if dtype:
        _cast(loaded, getattr(torch, dtype))
    loaded.architecture = loaded.architecture or type(loaded.model).__name__
    return loaded


def _cast(loaded, kind):
    loaded.model = loaded.model.to(kind)

    def cast(value):
        return value.to(kind) if hasattr(value, "is_floating_point") and value.is_floating_point() else value

    if isinstance(loaded.inputs, dict):
        loaded.inputs = {name: cast(value) for name, value in loaded.inputs.items()}
    else:
        loaded.inputs = tuple(cast(value) for value in loaded.inputs)


def _code(path, allow_code):
    name = os.path.basename(path)
    if not allow_code:
        raise configuration(f"{name} is a program, which {CODE}")
    spec = importlib.util.spec_from_file_location("boardstream_job_model", path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    for function in ("load_model", "load_inputs"):
        if not callable(getattr(module, function, None)):
            raise configuration(f"{name} must define {function}(); load_model() returns a torch.nn.Module, load_inputs() its inputs")
    inputs = module.load_inputs()
    model = module.load_model()
    return Loaded(model, inputs if isinstance(inputs, (dict, tuple)) else (inputs,), None)


def _transformers(torch, path, batch, length):
    if not os.path.isfile(os.path.join(path, "config.json")):
        raise configuration(f"the folder {os.path.basename(path)} has no config.json; it is no model of transformers")
    try:
        import transformers
    except ImportError as error:
        raise missing("transformers", f"transformers is not installed ({error})", "Install it there: pip install transformers.") from None
    # Code that a model brings is never run, and nothing is fetched: the folder is all there is.
    config = transformers.AutoConfig.from_pretrained(path, trust_remote_code=False, local_files_only=True)
    names = list(getattr(config, "architectures", None) or [])
    kind = getattr(transformers, names[0], None) if names else None
    kind = kind or transformers.AutoModel
    model = kind.from_pretrained(path, local_files_only=True)
    if hasattr(model.config, "use_cache"):
        model.config.use_cache = False
    if getattr(config, "vocab_size", None):
        longest = getattr(config, "max_position_embeddings", length) or length
        size = [batch, min(length, longest)]
        inputs = {
            "input_ids": random(torch, "int64", size, config.vocab_size),
            "attention_mask": torch.ones(size, dtype=torch.int64),
        }
        if getattr(config, "is_encoder_decoder", False):
            inputs["decoder_input_ids"] = random(torch, "int64", size, config.vocab_size)
    else:
        side = getattr(config, "image_size", None) or 224
        height, width = side if isinstance(side, (list, tuple)) else (side, side)
        inputs = {"pixel_values": random(torch, "float32", [batch, getattr(config, "num_channels", 3), height, width])}
    return Loaded(model, inputs, getattr(config, "model_type", None) or type(model).__name__)
