"""Subtitles by script: line length, line ends, reading time."""

from __future__ import annotations

import unicodedata
from itertools import pairwise

import pytest
from fast_transcribe.transcript.cues import Cue, CueBuilder
from fast_transcribe.transcript.segments import Segment
from fast_transcribe.whisper.words import Word
from hypothesis import given
from hypothesis import strategies as st


def spoken(text: str, start: float, pace: float, speaker: str | None = None) -> Segment:
    """A segment of `text`, whose words are separated by |; `pace`: characters per second."""
    words, at, joined = list[Word](), start, False
    for part in text.split("|"):
        end = at + len(part) / pace
        words.append(Word(at, end, part.strip(), 0.9, joined and not part.startswith(" ")))
        at, joined = end, True
    return Segment(0, start, at, text.replace("|", ""), 0.9, (), tuple(words), speaker)


def cues_of(segments: list[Segment]) -> list[Cue]:
    maker = CueBuilder()
    return [*(c for s in segments for c in maker.add(s)), *maker.finish()]


def shown(text: str, pace: float = 8.0) -> str:
    return "\n\n".join("\n".join(c.lines) for c in cues_of([spoken(text, 0.0, pace)]))


def half_widths(line: str) -> int:
    """A full-width character counts 2; a mark above, below or around one counts 0."""
    wide = {"F": 2, "W": 2}
    return sum(
        wide.get(unicodedata.east_asian_width(c), 1)
        for c in line
        if unicodedata.category(c) not in ("Mn", "Me", "Cf")
    )


def limit(text: str) -> int:
    """Half-width characters per line, by the narrowest script in it."""
    names = [unicodedata.name(c, "") for c in text]
    for scripts, columns in (
        (("HIRAGANA", "KATAKANA"), 26),
        (("HANGUL", "CJK"), 32),
        (("THAI", "LAO", "MYANMAR", "KHMER", "TIBETAN"), 35),
    ):
        if any(n.startswith(scripts) for n in names):
            return columns
    return 42


JAPANESE = (
    "皆|さん|こんにちは、|今日は|東|京|の|天|気|について|お|話|し|した|いと|思|います。|明|日|の|午|後|"
    "には|晴|れる|でしょうが、|iPhone| 15|の|アプリ|で|確|認|して|ください。"
)


def test_japanese() -> None:
    assert shown(JAPANESE) == (
        """\
皆さんこんにちは、
今日は東京の

天気についてお話ししたいと
思います。

明日の午後には
晴れるでしょうが、

iPhone 15のアプリで
確認してください。"""
    )


def test_chinese() -> None:
    text = "昨天|北|京|市|政府|宣布|了|一|项|新|的|交通|政策| 从|明年|一|月|开始|在|全|市|实施，|请|大家|注意。"
    assert shown(text) == (
        """\
昨天北京市政府宣布了一项新的交通
政策 从明年一月开始在全市实施，

请大家注意。"""
    )


@pytest.mark.parametrize(
    ("text", "characters_per_second"),
    [
        ("今日は|とても|良い|天気|ですね。", 7),
        ("今天|天气|非常|好，|我们|出去|吧。", 9),
        ("오늘은| 날씨가| 정말| 좋네요.", 12),
        ("วันนี้|อากาศ|ดี|มาก|นะ|ครับ|ทุก|คน", 17),
        ("I dag| är det| riktigt| fint väder.", 17),
    ],
)
def test_a_cue_stands_as_long_as_it_takes_to_read(text: str, characters_per_second: float) -> None:
    """However fast it is spoken; in full-width characters where the script has them."""
    (cue,) = cues_of([spoken(text, 0.0, pace=100.0)])
    columns = sum(map(half_widths, cue.lines))
    unit = 2 if characters_per_second < 17 else 1
    assert cue.end == pytest.approx(max(1.2, columns / unit / characters_per_second), abs=0.15)


def test_segments_of_japanese_are_joined_without_a_blank_and_of_thai_with_one() -> None:
    for text, joined in (("はい。", "はい。はい。"), ("ครับ", "ครับ ครับ"), ("Ja.", "Ja. Ja.")):
        (cue,) = cues_of([spoken(text, 0.0, 8.0), spoken(text, 0.5, 8.0)])
        assert "".join(cue.lines) == joined


def test_two_writings_do_not_share_a_cue() -> None:
    cues = cues_of([spoken("Nu| pratar| vi", 0.0, 20.0), spoken("日本|語|で。", 0.8, 8.0)])
    assert [c.lines for c in cues] == [("Nu pratar vi",), ("日本語で。",)]


def test_a_segment_without_words_is_broken_where_it_may_be() -> None:
    text = "今日はとても良い天気ですね、" * 4
    cues = cues_of([Segment(0, 0.0, 8.0, text, 0.9, (), ())])
    assert all(half_widths(line) <= 26 for c in cues for line in c.lines)
    assert not any(line.startswith("、") for c in cues for line in c.lines)
    assert "".join(line for c in cues for line in c.lines) == text


_SAMPLES = [
    "今日は とても 良い 天気 ですね。 きゃっと、 「東京」 スーパーマーケット",
    "昨天 北京 政府，宣布 了 一项 新的 交通 政策。",
    "오늘은 날씨가 정말 좋네요. 안녕하세요",
    "สวัสดี ครับ วันนี้ อากาศ ดีมาก เมื่อวาน",
    "ខ្ញុំ ចង់ ទៅផ្សារ နေကောင်း လား။ ສະບາຍດີ",
    "Hej, och det iPhone 15 regn; kommunalarbetare!",
]
_WORDS = st.sampled_from([w for s in _SAMPLES for w in s.split()])


@st.composite
def mixed_speech(draw: st.DrawFn) -> list[Segment]:
    """Segments in one script or several, words with and without blanks, any pauses."""
    segments, at = list[Segment](), draw(st.floats(0, 3))
    for _ in range(draw(st.integers(1, 5))):
        sample = draw(st.sampled_from(_SAMPLES)).split()
        known = st.sampled_from(sample) | _WORDS if draw(st.booleans()) else st.sampled_from(sample)
        words, text = list[Word](), ""
        for word in draw(st.lists(known | known.map(lambda w: w * 9), min_size=1, max_size=25)):
            joined = draw(st.booleans()) and bool(text)
            end = at + len(word) / draw(st.sampled_from([3.0, 8.0, 30.0]))
            words.append(Word(at, end, word, 0.9, joined))
            text += word if joined or not text else f" {word}"
            at = end + draw(st.sampled_from([0.0, 0.0, 0.4, 2.0]))
        segments.append(Segment(0, words[0].start, words[-1].end, text, 0.9, (), tuple(words)))
    return segments


@given(mixed_speech())
def test_any_mixture(segments: list[Segment]) -> None:
    cues = cues_of(segments)
    for cue in cues:
        assert 1 <= len(cue.lines) <= 2
        assert 0.8 <= round(cue.end - cue.start, 3) <= 7.0
        for line in cue.lines:
            assert 0 < half_widths(line) <= limit("".join(cue.lines))
            assert line == line.strip()
    assert all(a.end <= b.start for a, b in pairwise(cues))
    told = "".join("".join(line.split()) for c in cues for line in c.lines)
    assert told == "".join("".join(s.text.split()) for s in segments)
