class BackendOptions:
    compiler_config = None
