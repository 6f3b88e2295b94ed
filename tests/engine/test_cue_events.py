"""Who says a cue, as the event of it tells."""

from __future__ import annotations

import pytest
from fast_transcribe.events import cue_json
from fast_transcribe.transcript.cues import Cue


@pytest.mark.parametrize(
    ("speakers", "told"),
    [
        ((), {}),
        (("S1",), {"speaker": "S1"}),
        (("S1", "S1"), {"speaker": "S1"}),
        (("S1", "S2"), {"speakers": ["S1", "S2"]}),
        (("S1", None), {"speakers": ["S1", None]}),
        ((None,), {}),
    ],
)
def test_a_cue_names_its_speaker_or_those_of_its_lines(
    speakers: tuple[str | None, ...], told: dict[str, object]
) -> None:
    lines = ("– Hej.", "– Hej.")[: len(speakers)] or ("Hej.",)
    fields = cue_json(Cue(1.0, 2.5, lines, speakers))
    assert fields == {"start": 1.0, "end": 2.5, "lines": list(lines), **told}
