"""Memory of the GPU, by NVIDIA's management library, which the driver brings."""

from __future__ import annotations

import ctypes

_LIBRARY = "libnvidia-ml.so.1"
_FIRST = 0  # the engine's, too


class _Memory(ctypes.Structure):
    _fields_ = (
        ("total", ctypes.c_ulonglong),
        ("free", ctypes.c_ulonglong),
        ("used", ctypes.c_ulonglong),
    )


def total_memory() -> int | None:
    """Bytes of the first GPU; None without one, or without NVIDIA's driver."""
    try:
        nvml = ctypes.CDLL(_LIBRARY)
    except OSError:
        return None
    if nvml.nvmlInit_v2() != 0:
        return None
    try:
        device, memory = ctypes.c_void_p(), _Memory()
        if nvml.nvmlDeviceGetHandleByIndex_v2(_FIRST, ctypes.byref(device)) != 0:
            return None
        if nvml.nvmlDeviceGetMemoryInfo(device, ctypes.byref(memory)) != 0:
            return None
        return int(memory.total)
    finally:
        nvml.nvmlShutdown()
