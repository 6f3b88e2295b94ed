"""Runs diarization over a case: errors of the rules as they are, with the count given, and of the first
rules."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

import der
import numpy as np
from clips import RATE, Samples
from conversations import Case
from fast_transcribe.speakers.conversation import Conversation, SpeakerRules
from fast_transcribe.speakers.local import Listener, LocalRules
from fast_transcribe.speakers.networks import Networks
from fast_transcribe.speakers.voices import Voices
from fast_transcribe.speech.frontend import FrontEnd
from fast_transcribe.speech.mel import MelSpectrogram
from fast_transcribe.speech.vad import Silero

COLLAR = 0.25  # seconds
# The first rules: vectors as they come, long pieces, no speaker joined to another.
FIRST_LOCAL = LocalRules(longest=float("inf"), channel=0)
FIRST = SpeakerRules(same=0.5, long=1.5, share=0.0)

Stored = dict[str, Any]


def measure(case: Case, networks: Networks, front_end: FrontEnd) -> Stored:
    began = time.thread_time()
    windows = list(Listener(networks, LocalRules()).voices(_blocks(case)))
    heard = time.thread_time()
    rules = SpeakerRules()
    turns, is_uncertain = _found(windows, rules)
    clustered = time.thread_time()
    count = replace(rules, fewest=case.speakers, most=case.speakers)
    first, _ = _found(list(Listener(networks, FIRST_LOCAL).voices(_blocks(case))), FIRST)
    return {
        "name": case.name,
        "seconds": case.seconds,
        "speakers": case.speakers,
        "found": len({turn.speaker for turn in turns}),
        "uncertain": is_uncertain,
        "collar": _errors(case, turns, COLLAR),
        "no_collar": _errors(case, turns, 0.0),
        "count_given": _errors(case, _found(windows, count)[0], COLLAR),
        "first": _errors(case, first, COLLAR),
        "first_found": len({turn.speaker for turn in first}),
        "cpu": {
            "networks": heard - began,
            "rules": clustered - heard,
            "engine": _front_end_seconds(case, front_end),
        },
    }


def front_end() -> FrontEnd:
    return FrontEnd(Silero(), MelSpectrogram(80))


def _found(windows: Sequence[Voices], rules: SpeakerRules) -> tuple[list[der.Turn], bool]:
    conversation = Conversation(rules)
    for voices in windows:
        conversation.add(voices)
    turns = [der.Turn(t.start, t.end, t.speaker) for t in conversation.turns()]
    return turns, conversation.is_uncertain


def _errors(case: Case, found: Sequence[der.Turn], collar: float) -> Stored:
    e = der.errors(case.turns, found, collar)
    return {
        "total": e.total,
        "miss": e.miss,
        "false_alarm": e.false_alarm,
        "confusion": e.confusion,
    }


def _blocks(case: Case) -> Iterator[Samples]:
    """As the decoder gives them: of some seconds."""
    step = 5 * RATE
    for at in range(0, len(case.audio), step):
        yield case.audio[at : at + step]


def _front_end_seconds(case: Case, front_end: FrontEnd) -> float:
    began = time.process_time()
    blocks = [np.ascontiguousarray(block[None]) for block in _blocks(case)]
    for _ in front_end.mels(front_end.windows(blocks, channels=1)):
        pass
    return time.process_time() - began
