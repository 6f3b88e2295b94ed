"""SRT and WebVTT: as written, and as independent parsers read them."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
import srt
import webvtt
from fast_transcribe.transcript.cues import Cue
from fast_transcribe.transcript.subtitles import VTT_HEADER, srt_cue, vtt_cue
from hypothesis import given
from hypothesis import strategies as st

CUE = Cue(3661.5, 3663.042, ("– R&D <sa> nej,", "–--> nu --> då"))


def test_srt() -> None:
    assert srt_cue(7, CUE) == (
        """\
7
01:01:01,500 --> 01:01:03,042
– R&D <sa> nej,
–→ nu → då

"""
    )


def test_vtt() -> None:
    assert vtt_cue(CUE) == (
        """\
01:01:01.500 --> 01:01:03.042
– R&amp;D &lt;sa&gt; nej,
–--&gt; nu --&gt; då

"""
    )


_LINES = st.lists(
    st.sampled_from(
        ["12", "NOTE", "WEBVTT", "STYLE", "00:00:01,000 --> 00:00:02,000", "<i>", "&amp;", "å é 字"]
    )
    | st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=42),
    min_size=1,
    max_size=2,
).map(tuple)


@st.composite
def cue_lists(draw: st.DrawFn) -> list[Cue]:
    """In order, up to the 12 hours that the engine takes and beyond."""
    cues, at = list[Cue](), 0
    for lines in draw(st.lists(_LINES, max_size=5)):
        start = at + draw(st.integers(0, 20_000_000))
        at = start + draw(st.integers(800, 7000))
        cues.append(Cue(start / 1000, at / 1000, lines))
    return cues


@given(cue_lists())
def test_an_srt_parser_reads_what_was_meant(cues: list[Cue]) -> None:
    text = "".join(srt_cue(n, c) for n, c in enumerate(cues, 1))
    read = list(srt.parse(text))  # raises on any syntax error
    assert [s.index for s in read] == list(range(1, len(cues) + 1))
    assert [(s.start, s.end) for s in read] == [
        (timedelta(milliseconds=round(c.start * 1000)), timedelta(milliseconds=round(c.end * 1000)))
        for c in cues
    ]
    assert [s.content for s in read] == ["\n".join(c.lines).replace("-->", "→") for c in cues]


@given(cue_lists())
def test_a_webvtt_parser_reads_what_was_meant(cues: list[Cue]) -> None:
    text = VTT_HEADER + "".join(vtt_cue(c) for c in cues)
    read = webvtt.from_buffer(io.StringIO(text)).captions
    assert [_milliseconds(c) for c in read] == [
        (round(c.start * 1000), round(c.end * 1000)) for c in cues
    ]
    assert [_unescaped(c.raw_text) for c in read] == ["\n".join(c.lines) for c in cues]


def _milliseconds(caption: webvtt.Caption) -> tuple[int, int]:
    return tuple(  # type: ignore[return-value]
        ((t.hours * 60 + t.minutes) * 60 + t.seconds) * 1000 + t.milliseconds
        for t in (caption.start_time, caption.end_time)
    )


def _unescaped(text: str) -> str:
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


@pytest.mark.parametrize(
    ("speakers", "lines"),
    [
        (("S1", "S1"), ["<v S1>ett &lt;", "två"]),
        (("S1", "S2"), ["<v S1>ett &lt;</v>", "<v S2>två"]),
        ((None, "S2"), ["ett &lt;", "<v S2>två"]),
        ((None, None), ["ett &lt;", "två"]),
        ((), ["ett &lt;", "två"]),
    ],
)
def test_webvtt_has_a_voice_for_each_speaker(
    speakers: tuple[str | None, ...], lines: list[str]
) -> None:
    cue = Cue(1.0, 2.0, ("ett <", "två"), speakers)
    assert vtt_cue(cue).splitlines()[1:-1] == lines
    assert srt_cue(1, cue).splitlines()[2:-1] == ["ett <", "två"]
