"""A Map state as it is entered: its fields, in JSONPath or JSONata, with their values."""

from __future__ import annotations

from dataclasses import dataclass

from ministack.services import stepfunctions

from .errors import Failure


@dataclass(frozen=True)
class Entered:
    """`effective` is what InputPath leaves of `raw`, the state's input."""

    state: dict
    raw: object
    effective: object
    execution: dict
    context: dict

    @property
    def processor(self) -> dict:
        """The machine that each item goes through."""
        return self.state.get("ItemProcessor") or self.state.get("Iterator") or {}

    @property
    def is_jsonata(self) -> bool:
        """Whether the state's query language is JSONata."""
        return stepfunctions._state_query_language(self.state, self.context) == "JSONata"

    def value(self, name: str, holder: dict | None = None) -> object:
        """The value of a field of the state or of `holder`, or of its `Path`; None without either."""
        fields = self.state if holder is None else holder
        if f"{name}Path" in fields:
            return stepfunctions._resolve_path_or_ctx(
                fields[f"{name}Path"], self.effective, self.context
            )
        return self.filled(fields[name]) if name in fields else None

    def filled(self, template: object, context: dict | None = None) -> object:
        """A template with the values of its paths or expressions."""
        around = self.context if context is None else context
        if self.is_jsonata:
            return stepfunctions._apply_jsonata_template(template, self.raw, around)
        return stepfunctions._resolve_params_obj(template, self.effective, around)

    def items(self) -> list:
        """What ItemsPath or Items names.

        Raises:
            Failure: it is no list.
        """
        if self.is_jsonata and "Items" in self.state:
            return stepfunctions._jsonata_state_field(
                self.state, "Items", "array", self.raw, self.context
            )
        path = self.state.get("ItemsPath", "$")
        found = stepfunctions._resolve_path_or_ctx(path, self.effective, self.context)
        if not isinstance(found, list):
            message = f"Reference path '{path}' must point to array."
            raise Failure("States.Runtime", message)
        return found

    def selected(self, index: int, item: object) -> object:
        """What ItemSelector makes of an item; `$$.Map.Item` has the item and its index."""
        selector = self.state.get("ItemSelector") or self.state.get("Parameters")
        if not selector:
            return item
        return self.filled(
            selector, {**self.context, "Map": {"Item": {"Index": index, "Value": item}}}
        )

    def left_with(self, result: object) -> tuple[object, object]:
        """The state's output and the name of the next state."""
        following = stepfunctions._next_or_end(self.state)
        if self.is_jsonata:
            output = stepfunctions._apply_jsonata_output(
                self.state, self.raw, self.context, result=result, default=result
            )
            stepfunctions._apply_state_assign(self.state, self.raw, self.context, result=result)
            return output, following
        chosen = stepfunctions._apply_result_selector(self.state, result)
        output = stepfunctions._apply_result_path(self.state, self.raw, chosen)
        return stepfunctions._apply_output_path(self.state, output, self.context), following
