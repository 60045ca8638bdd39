def get_devices():
    import pybuda

    return pybuda.devices


def pybuda_reset():
    import pybuda

    pybuda.devices.clear()
