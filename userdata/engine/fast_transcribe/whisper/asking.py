"""Generators that ask the model, so that many windows wait for it together.

Such a generator yields questions and is sent their answers in the same order. `together` runs
several at a time: what all of them ask in one round can be answered in few calls of the model.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Sequence
from itertools import islice
from typing import Any, Generic, TypeVar

from .questions import Answer, Question

Result = TypeVar("Result")

Questions = Sequence[Question[Any]]
Asking = Generator[Questions, Sequence[Any], Result]


def ask(question: Question[Answer]) -> Asking[Answer]:
    answer: Answer
    (answer,) = yield [question]
    return answer


def together(all_asking: Iterable[Asking[Result]]) -> Asking[list[Result]]:
    """The result of each, in order. A round asks what all of them wait for."""
    members = [_Member(asking) for asking in all_asking]
    while waiting := [m for m in members if m.questions is not None]:
        answers = iter((yield [q for m in waiting for q in m.questions or ()]))
        for member in waiting:
            member.go_on(list(islice(answers, len(member.questions or ()))))
    return [result for member in members for result in member.result]


def answered(asking: Asking[Result], answers: Callable[[Questions], Sequence[Any]]) -> Result:
    """Runs it to its end."""
    member = _Member(asking)
    while member.questions is not None:
        member.go_on(answers(member.questions))
    (result,) = member.result
    return result


class _Member(Generic[Result]):
    """`questions`: what it waits for, None once it has ended; then `result` has one item."""

    def __init__(self, asking: Asking[Result]) -> None:
        self._asking = asking
        self.questions: Questions | None = None
        self.result: list[Result] = []
        self._step(lambda: next(asking))

    def go_on(self, answers: Sequence[Any]) -> None:
        self._step(lambda: self._asking.send(answers))

    def _step(self, step: Callable[[], Questions]) -> None:
        try:
            self.questions = step()
        except StopIteration as end:
            self.questions, self.result = None, [end.value]
