from enum import Enum


class CompileDepth(Enum):
    STABLEHLO = 2
    EXECUTE = 6


class CompilerConfig:
    def __init__(self):
        self.enable_consteval = False
        self.consteval_parameters = False
        self.enable_optimizer = False
        self.single_op_timeout = 30
        self.compile_depth = CompileDepth.EXECUTE
