"""A stand-in for PyTorch: tensors are lists of numbers."""

import math
import random
import types

__version__ = "0.0-standin"
float32, float16, bfloat16, float64 = "float32", "float16", "bfloat16", "float64"
int64, int32, int16, int8, uint8 = "int64", "int32", "int16", "int8", "uint8"
bool = "bool"


class Tensor:
    def __init__(self, values, shape, dtype=float32):
        self.values, self.shape, self.dtype = list(values), list(shape), dtype

    def is_floating_point(self):
        return "float" in self.dtype

    def to(self, kind):
        return Tensor(self.values, self.shape, self.dtype if kind == "cpu" else kind)

    def detach(self):
        return self

    def flatten(self):
        return Tensor(self.values, [len(self.values)], self.dtype)

    def mean(self):
        return sum(self.values) / len(self.values)

    def norm(self):
        return Tensor([math.sqrt(sum(v * v for v in self.values))], [])

    def item(self):
        return self.values[0]

    def all(self):
        return all(self.values)

    def __sub__(self, other):
        return Tensor([v - other for v in self.values], self.shape, self.dtype)

    def __mul__(self, other):
        factor = other.item() if isinstance(other, Tensor) else other
        return Tensor([v * factor for v in self.values], self.shape, self.dtype)

    def __matmul__(self, other):
        return Tensor([sum(a * b for a, b in zip(self.values, other.values))], [])


def _count(shape):
    return math.prod(shape)


def rand(shape):
    return Tensor([random.random() for _ in range(_count(shape))], shape)


def ones(shape, dtype=float32):
    return Tensor([1] * _count(shape), shape, dtype)


def randint(low, high, shape):
    return Tensor([random.randrange(low, high) for _ in range(_count(shape))], shape, int64)


def isfinite(tensor):
    return Tensor([math.isfinite(v) for v in tensor.values], tensor.shape, "bool")


def allclose(one, other):
    return one.values == other.values


def manual_seed(seed):
    random.seed(seed)


class no_grad:
    def __enter__(self):
        return self

    def __exit__(self, *_):
        return False


def compile(model, backend, dynamic, options=None):
    import torch._dynamo.callback as callback

    assert dynamic is False
    done = []

    def call(*inputs, **named):
        if not done:
            done.append(True)
            callback.started()
            if getattr(model, "unsupported", None):
                raise RuntimeError(f"failed to legalize operation 'stablehlo.{model.unsupported}'")
            if options is not None:
                print("a compiler prints what it likes", options.compiler_config.enable_consteval)
            callback.ended()
        return model(*inputs, **named)

    return call


class _Program:
    example_inputs = ((rand([1, 4]),), {})

    def __init__(self, text):
        self.text = text

    def module(self):
        if self.text == "broken":
            raise RuntimeError("this program is broken")
        return lambda tensor: tensor * 2


export = types.SimpleNamespace(load=lambda path: _Program(open(path).read().strip()))

import torch._dynamo  # noqa: E402
