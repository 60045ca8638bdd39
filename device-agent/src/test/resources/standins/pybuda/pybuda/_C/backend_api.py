import os
import types

BackendDevice = types.SimpleNamespace(Grayskull="Grayskull", Wormhole_B0="Wormhole_B0")
BackendType = types.SimpleNamespace(Silicon="Silicon", Golden="Golden")


def get_device_descs_for_available_devices(out_dir):
    masks = os.environ.get("STANDIN_MASKS", "")
    return [types.SimpleNamespace(harvesting_mask=int(mask)) for mask in masks.split(",") if mask]
