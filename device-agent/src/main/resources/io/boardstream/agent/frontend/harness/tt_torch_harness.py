"""Compiles a PyTorch model with tt-torch, runs it on sample inputs, checks the output, and reports.

    python3 tt_torch_harness.py --model FILE --device ID --option name=value …

Options: backend (tt, or any that PyTorch knows here, such as eager or inductor), enable_consteval, consteval_parameters,
cc.NAME (any other attribute of CompilerConfig), min_pcc, reference, runs, warm_up, and those of the model: allow_code, dtype,
inputs, batch, sequence_length, seed.

With another backend than tt nothing runs on a board: for the device cpu that is what was asked for, for any other the
attempt is simulated.
"""

import importlib.metadata
import time

import boardstream_models
import boardstream_report
from boardstream_report import configuration, missing
from boardstream_tensors import check, measure

HOST = "cpu"


def run(reporter, arguments):
    given = boardstream_report.Arguments(arguments, {"model", "device"})
    path, device = given.required("model"), given.values.get("device", HOST)
    options = boardstream_report.Options(given.options)
    backend = options.text("backend", "tt")
    consteval = options.flag("enable_consteval", True)
    consteval_parameters = options.flag("consteval_parameters", True)
    others = options.prefixed("cc.")
    min_pcc = options.decimal("min_pcc", None, 0.0, 1.0)
    reference_wanted = options.flag("reference", True)
    runs = options.number("runs", 10, 1, 100_000)
    warm_up = options.number("warm_up", 2, 0, 100_000)
    if min_pcc is not None and not reference_wanted:
        raise configuration("option min_pcc needs a reference; remove the option reference=false")
    if backend != "tt":
        reporter.properties(simulated="true" if device != HOST else "false")

    torch = _torch()
    compiler = _compiler(torch, backend, consteval, consteval_parameters, others)
    reporter.properties(framework="pytorch", frontend_version=compiler["version"])

    reporter.stage("adapting")
    loaded = boardstream_models.load(torch, path, options)
    reporter.properties(framework=loaded.framework, model_architecture=loaded.architecture, parameters=loaded.parameters())
    with torch.no_grad():
        # What the model does without a compiler is what is expected of it with one.
        reference = loaded.call(loaded.model) if reference_wanted else None
        output = _compiled(reporter, torch, loaded, backend, compiler)
        if compiler["compile_only"]:
            # A compiler that was told to stop early executed nothing.
            return
        reporter.stage("executing")
        for _ in range(warm_up):
            output = compiled_call(loaded)
        mean, least, output = measure(lambda: compiled_call(loaded), runs)
    text, pcc = check(torch, output, reference, min_pcc)
    reporter.properties(output_check=text)
    batch = _batch(loaded)
    reporter.metrics(latency_ms=mean, latency_min_ms=least, throughput=1e3 / mean, samples_per_second=batch * 1e3 / mean, pcc=pcc)


def compiled_call(loaded):
    return loaded.call(loaded.compiled)


def _torch():
    try:
        import torch
    except ImportError as error:
        raise missing(
            "torch",
            f"PyTorch is not installed ({error})",
            "Install it there, or name the interpreter of the environment that has it in the command of this frontend.",
        ) from None
    return torch


def _compiler(torch, backend, consteval, consteval_parameters, others):
    if backend != "tt":
        import torch._dynamo

        known = torch._dynamo.list_backends(exclude_tags=())
        if backend not in known:
            raise configuration(f"option backend={backend} is not known to this PyTorch; write tt, or one of {', '.join(sorted(known))}")
        if others:
            raise configuration(f"option {sorted(others)[0]} is for the backend tt only; remove it, or write backend=tt")
        return {"version": f"torch {torch.__version__} {backend}", "options": None, "compile_only": False}
    try:
        import tt_torch  # noqa: F401 - registers the backend
        from tt_torch.dynamo.backend import BackendOptions
        from tt_torch.tools.utils import CompilerConfig
    except ImportError as error:
        raise missing("tt_torch", f"tt-torch is not installed ({error})", "Install its wheel there, or declare another backend.") from None
    config = CompilerConfig()
    config.enable_consteval = consteval
    config.consteval_parameters = consteval_parameters
    for name, text in others.items():
        _set(config, name, text)
    options = BackendOptions()
    options.compiler_config = config
    depth = getattr(config.compile_depth, "name", "EXECUTE")
    return {
        "version": _version(("tt_torch", "tt-torch"), torch),
        "options": options,
        "compile_only": depth not in ("EXECUTE", "EXECUTE_OP_BY_OP"),
    }


def _set(config, name, text):
    attribute = name[len("cc."):]
    known = [n for n in vars(config) if not n.startswith("_")]
    if attribute.startswith("_") or not hasattr(config, attribute):
        raise configuration(f"unknown option {name}; CompilerConfig has {', '.join(sorted(known))}")
    before = getattr(config, attribute)
    if isinstance(before, bool):
        if text not in ("true", "false"):
            raise configuration(f"option {name}={text} is neither true nor false; write one of these")
        value = text == "true"
    elif isinstance(before, int):
        try:
            value = int(text)
        except ValueError:
            raise configuration(f"option {name}={text} is no whole number; write one") from None
    elif hasattr(type(before), "__members__"):
        members = type(before).__members__
        if text not in members:
            raise configuration(f"option {name}={text} is none of {', '.join(members)}; write one of these")
        value = members[text]
    elif isinstance(before, str):
        value = text
    else:
        raise configuration(f"option {name} cannot be set as text; remove it")
    setattr(config, attribute, value)


def _version(names, torch):
    for name in names:
        try:
            return f"{importlib.metadata.version(name)} (torch {torch.__version__})"
        except importlib.metadata.PackageNotFoundError:
            continue
    return f"unknown (torch {torch.__version__})"


def _compiled(reporter, torch, loaded, backend, compiler):
    """What the compiled model returns in its first call: PyTorch compiles when it is called."""
    reporter.stage("compiling")
    if not compiler["compile_only"]:
        _follow(reporter)
    options = compiler["options"]
    begin = time.perf_counter()
    if options is None:
        loaded.compiled = torch.compile(loaded.model, backend=backend, dynamic=False)
    else:
        loaded.compiled = torch.compile(loaded.model, backend=backend, dynamic=False, options=options)
    output = loaded.call(loaded.compiled)
    reporter.metrics(first_call_ms=(time.perf_counter() - begin) * 1e3)
    return output


def _follow(reporter):
    """Lets PyTorch say when it stops compiling: what fails after that in the first call failed while executing."""
    try:
        from torch._dynamo.callback import on_compile_end, on_compile_start

        on_compile_start(lambda *_: reporter.stage("compiling"))
        on_compile_end(lambda *_: reporter.stage("executing"))
    except ImportError:
        # An older PyTorch: its first call as a whole counts as compiling.
        pass


def _batch(loaded):
    values = list(loaded.inputs.values()) if isinstance(loaded.inputs, dict) else list(loaded.inputs)
    shape = getattr(values[0], "shape", None)
    return shape[0] if shape else 1


if __name__ == "__main__":
    boardstream_report.main(run)
