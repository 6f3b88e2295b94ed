"""An ONNX graph, built node by node."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, DTypeLike
from onnx import ModelProto, NodeProto, TensorProto, checker, helper, numpy_helper

FLOAT = TensorProto.FLOAT
_OPSET, _IR = 17, 8  # of ONNX Runtime 1.13 and newer

Shape = Sequence[int | str]


class Graph:
    """Values are known by their names; the input is called "x", the output "y"."""

    def __init__(self) -> None:
        self._nodes: list[NodeProto] = []
        self._constants: list[TensorProto] = []

    def constant(self, value: ArrayLike, dtype: DTypeLike = np.float32) -> str:
        name = f"c{len(self._constants)}"
        self._constants.append(numpy_helper.from_array(np.asarray(value, dtype), name))
        return name

    def integer(self, value: ArrayLike) -> str:
        return self.constant(value, np.int64)

    def add(self, operator: str, *inputs: str, **attributes: Any) -> str:
        """Adds a node. Returns the name of its output."""
        output = f"n{len(self._nodes)}"
        self._nodes.append(helper.make_node(operator, list(inputs), [output], **attributes))
        return output

    def model(self, shape_of_x: Shape, shape_of_y: Shape, last: str) -> ModelProto:
        """last: the value that is the output. Names in shapes are of sizes known at run time."""
        self._nodes.append(helper.make_node("Identity", [last], ["y"]))
        graph = helper.make_graph(
            self._nodes,
            "g",
            [helper.make_tensor_value_info("x", FLOAT, shape_of_x)],
            [helper.make_tensor_value_info("y", FLOAT, shape_of_y)],
            self._constants,
        )
        opset = [helper.make_opsetid("", _OPSET)]
        model = helper.make_model(graph, opset_imports=opset, ir_version=_IR)
        checker.check_model(model)
        return model
