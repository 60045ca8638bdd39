"""Sample inputs, and what is checked of outputs. PyTorch is given by the caller."""

import time

from boardstream_report import Failure, configuration

DTYPES = ("float32", "float16", "bfloat16", "int64", "int32", "int16", "int8", "uint8", "bool")
MAX_ELEMENTS = 1 << 30


def shapes(text):
    """``float32:1x3x224x224;int64:1x128`` as pairs of type and shape; without a type it is float32."""
    wanted = []
    for part in text.split(";"):
        dtype, colon, dims = part.strip().rpartition(":")
        dtype = dtype if colon else "float32"
        try:
            shape = [int(dim) for dim in dims.split("x")]
        except ValueError:
            shape = []
        if dtype not in DTYPES or not shape or min(shape) < 1:
            raise configuration(f"option inputs={text} is not understood; write for example inputs=float32:1x3x224x224;int64:1x128")
        elements = 1
        for dim in shape:
            elements *= dim
        if elements > MAX_ELEMENTS:
            raise configuration(f"option inputs={text} asks for {elements} numbers; write at most {MAX_ELEMENTS}")
        wanted.append((dtype, shape))
    return wanted


def random(torch, dtype, shape, most=2):
    """Numbers of a type: small ones, the same for the same seed."""
    kind = getattr(torch, dtype)
    if dtype.startswith(("float", "bfloat")):
        return torch.rand(shape).to(kind)
    if dtype == "bool":
        return torch.ones(shape, dtype=kind)
    return torch.randint(0, most, shape).to(kind)


def leaves(output):
    """The tensors in whatever a model returns, in a fixed order."""
    if output is None:
        return []
    if hasattr(output, "shape") and hasattr(output, "dtype"):
        return [output]
    if isinstance(output, dict) or hasattr(output, "items"):
        return [leaf for _, value in output.items() for leaf in leaves(value)]
    if isinstance(output, (list, tuple)):
        return [leaf for value in output for leaf in leaves(value)]
    return []


def check(torch, output, reference=None, min_pcc=None):
    """What was checked, and the least correlation. Raises a Failure when the output is not as it should be."""
    found = leaves(output)
    if not found:
        raise Failure("wrong output: the model returned no tensor")
    for number, tensor in enumerate(found):
        if tensor.is_floating_point() and not bool(torch.isfinite(tensor.detach().to("cpu")).all()):
            raise Failure(f"numeric mismatch: output {number} contains NaN or Inf")
    if reference is None:
        return f"passed: {len(found)} outputs, finite", None
    expected = leaves(reference)
    if [list(t.shape) for t in found] != [list(t.shape) for t in expected]:
        raise Failure(
            f"output mismatch: sizes are {[list(t.shape) for t in found]}, "
            f"but should be {[list(t.shape) for t in expected]}"
        )
    if min_pcc is None:
        return f"passed: {len(found)} outputs, finite, sizes as expected", None
    least = min(pcc(torch, one, other) for one, other in zip(found, expected))
    if least < min_pcc:
        raise Failure(f"numeric mismatch: PCC {least:.6f} is less than {min_pcc}")
    return f"passed: {len(found)} outputs, finite, sizes as expected, PCC {least:.6f} of at least {min_pcc}", least


def pcc(torch, one, other):
    """Pearson's correlation of two tensors; 1 when both are constant and equal."""
    a = one.detach().to("cpu").flatten().to(torch.float64)
    b = other.detach().to("cpu").flatten().to(torch.float64)
    a, b = a - a.mean(), b - b.mean()
    size = float((a.norm() * b.norm()).item())
    if size == 0.0:
        return 1.0 if bool(torch.allclose(one.detach().to("cpu").to(torch.float64), other.detach().to("cpu").to(torch.float64))) else 0.0
    return float((a @ b).item()) / size


def measure(call, runs):
    """Mean and least milliseconds of some runs, and the last output."""
    least, output = float("inf"), None
    begin = time.perf_counter()
    for _ in range(runs):
        since = time.perf_counter()
        output = call()
        least = min(least, time.perf_counter() - since)
    mean = (time.perf_counter() - begin) / runs
    return mean * 1e3, least * 1e3, output
