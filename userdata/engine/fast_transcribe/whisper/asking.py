"""Coroutines that query the model, so that the queries of many windows can share its calls.

An Asking yields questions and is sent their answers, in the same order. `together` runs several
concurrently and yields all their pending questions at once, one batch per round.
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
    """Asks one question and returns its answer."""
    answer: Answer
    (answer,) = yield [question]
    return answer


def together(all_asking: Iterable[Asking[Result]]) -> Asking[list[Result]]:
    """Runs all concurrently and returns their results in order."""
    members = [_Member(asking) for asking in all_asking]
    while waiting := [m for m in members if m.questions is not None]:
        answers = iter((yield [q for m in waiting for q in m.questions or ()]))
        for member in waiting:
            member.go_on(list(islice(answers, len(member.questions or ()))))
    return [result for member in members for result in member.result]


def answered(asking: Asking[Result], answers: Callable[[Questions], Sequence[Any]]) -> Result:
    """Runs `asking` to its end, answering each round with `answers`; returns its result."""
    member = _Member(asking)
    while member.questions is not None:
        member.go_on(answers(member.questions))
    (result,) = member.result
    return result


class _Member(Generic[Result]):
    """`questions`: the pending ones, None after the end; `result` then has one item."""

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
