"""The pace of progress events, with a clock set by the test."""

from __future__ import annotations

from fast_transcribe.progress import ProgressPace


class Clock:
    """Seconds, set by hand."""

    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_told_with_new_segments() -> None:
    assert ProgressPace(Clock()).due(1.0, new_segments=True)


def test_silence_is_told_every_minute_of_audio() -> None:
    pace = ProgressPace(Clock())
    told = [s for s in range(10, 301, 10) if pace.due(float(s), new_segments=False)]
    assert told == [60, 120, 180, 240, 300]


def test_slow_silence_is_told_every_two_seconds() -> None:
    clock = Clock()
    pace = ProgressPace(clock)
    assert not pace.due(5.0, new_segments=False)
    clock.now += 2
    assert pace.due(5.0, new_segments=False)
    assert not pace.due(6.0, new_segments=False)


def test_no_progress_is_never_told() -> None:
    clock = Clock()
    pace = ProgressPace(clock)
    assert pace.due(5.0, new_segments=True)
    clock.now += 3600
    assert not pace.due(5.0, new_segments=True)
