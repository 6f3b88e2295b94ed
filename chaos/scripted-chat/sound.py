"""Sound in a question (`input_audio`), which is looked at and not heard."""

from __future__ import annotations

import base64
import binascii
import io
import re
import wave
from dataclasses import dataclass
from typing import Any

_LENGTH = re.compile(r"(\d+\.\d) (?:sekunder lång|seconds long)")


class Refused(Exception):
    """The sound is not what the question says."""


@dataclass(frozen=True)
class Wav:
    seconds: float


def wavs(message: dict[str, Any]) -> list[Wav]:
    """Raises Refused."""
    content = message["content"]
    parts = [] if isinstance(content, str) else content
    return [_read(part["input_audio"]) for part in parts if part["type"] == "input_audio"]


def check(sounds: list[Wav], prompt: str, deaf: bool) -> None:
    """Raises Refused unless the question states the length of its sound. deaf: whatever it is."""
    if deaf and sounds:
        raise Refused("audio input is not supported")
    stated = _LENGTH.search(prompt)
    for sound in sounds:
        if stated is None or abs(float(stated[1]) - sound.seconds) > 0.1:
            raise Refused(f"the sound has {sound.seconds} s")


def _read(audio: dict[str, str]) -> Wav:
    if audio["format"] != "wav":
        raise Refused("the sound is no WAV")
    try:
        data = base64.b64decode(audio["data"], validate=True)
        with wave.open(io.BytesIO(data)) as file:
            if (file.getnchannels(), file.getframerate(), file.getsampwidth()) != (1, 16_000, 2):
                raise Refused("the sound is not mono, 16 kHz, 16 bits")
            frames = len(file.readframes(file.getnframes())) // 2
            if frames != file.getnframes() or data[:4] != b"RIFF":
                raise Refused("the sound has another length than its header says")
    except (binascii.Error, wave.Error, EOFError) as e:
        raise Refused("the sound is no WAV") from e
    return Wav(frames / 16_000)
