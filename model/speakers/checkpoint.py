"""Tensors of a torch checkpoint (torch.save's zip format) as numpy arrays, without torch.

A checkpoint is a pickle. Its reader knows the three names that weights need, so no code of a
checkpoint can run.
"""

from __future__ import annotations

import io
import pickle
import zipfile
from collections import OrderedDict
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

_TYPES = {"FloatStorage": np.float32, "LongStorage": np.int64}


def read(data: bytes) -> Any:
    """The object that was saved, with arrays for its tensors. Raises pickle.UnpicklingError."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        pickled = next(name for name in archive.namelist() if name.endswith("/data.pkl"))
        root = pickled.rsplit("/", 1)[0]
        return _Reader(archive, root, io.BytesIO(archive.read(pickled))).load()


class _Reader(pickle.Unpickler):
    def __init__(self, archive: zipfile.ZipFile, root: str, file: io.BytesIO) -> None:
        super().__init__(file)
        self._archive, self._root = archive, root

    def find_class(self, module: str, name: str) -> Any:
        if module == "torch" and name in _TYPES:
            return name
        if (module, name) == ("torch._utils", "_rebuild_tensor_v2"):
            return _tensor
        if (module, name) == ("collections", "OrderedDict"):
            return OrderedDict
        raise pickle.UnpicklingError(f"A checkpoint of weights does not need {module}.{name}.")

    def persistent_load(self, pid: Any) -> NDArray[Any]:
        _, kind, key, _, count = pid
        return np.frombuffer(self._archive.read(f"{self._root}/data/{key}"), _TYPES[kind])[:count]


def _tensor(
    storage: NDArray[Any], offset: int, size: Sequence[int], stride: Sequence[int], *_: Any
) -> NDArray[Any]:
    """stride: in elements, as torch counts it."""
    strides = [step * storage.itemsize for step in stride]
    return np.array(np.lib.stride_tricks.as_strided(storage[offset:], size, strides))
