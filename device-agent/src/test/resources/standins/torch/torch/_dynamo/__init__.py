def list_backends(exclude_tags=("debug", "experimental")):
    return ["eager", "inductor"]
