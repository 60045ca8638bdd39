_start, _end = [], []
on_compile_start, on_compile_end = _start.append, _end.append


def started():
    for call in _start:
        call()


def ended():
    for call in _end:
        call()
