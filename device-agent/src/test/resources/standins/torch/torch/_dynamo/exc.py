class TorchDynamoException(RuntimeError):
    pass


class BackendCompilerFailed(TorchDynamoException):
    pass
