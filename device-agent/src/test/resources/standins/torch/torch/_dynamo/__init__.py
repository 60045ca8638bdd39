import torch._dynamo.exc  # noqa: F401


def list_backends(exclude_tags=("debug", "experimental")):
    return ["eager", "inductor"]
