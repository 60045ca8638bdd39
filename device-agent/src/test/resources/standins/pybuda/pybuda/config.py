import types

current = {}
compiler = types.SimpleNamespace(enable_tvm_cpu_fallback=True)


def _get_global_compiler_config():
    return compiler
