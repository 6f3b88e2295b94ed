"""The engine's own cues of transcripts, for tests that lay the same ones out elsewhere.

Standard input: a JSON list of {"segments": [{"start", "end", "text", "speaker"?, "words": [{"start",
"end", "text", "joined"}]}], "duration"?}, seconds. Standard output: a list of cues for each.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from fast_transcribe.transcript.cues import CueBuilder
from fast_transcribe.transcript.segments import Segment
from fast_transcribe.whisper.words import Word


def segment_of(said: dict[str, Any]) -> Segment:
    words = tuple(Word(w["start"], w["end"], w["text"], 0.9, w["joined"]) for w in said["words"])
    return Segment(0, said["start"], said["end"], said["text"], 0.9, (), words, said.get("speaker"))


def cues_of(transcript: dict[str, Any]) -> list[dict[str, Any]]:
    builder = CueBuilder(with_speakers=True)
    cues = [cue for said in transcript["segments"] for cue in builder.add(segment_of(said))]
    cues += builder.finish(transcript.get("duration"))
    return [
        {"start": c.start, "end": c.end, "lines": list(c.lines), "speakers": list(c.speakers)}
        for c in cues
    ]


json.dump([cues_of(t) for t in json.load(sys.stdin)], sys.stdout)
