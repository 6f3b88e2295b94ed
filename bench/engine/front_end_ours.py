"""CPU seconds of the engine's stages before the model: python front_end_ours.py AUDIO

One JSON line. The only file here that imports the engine's modules.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from fast_transcribe.audio.decode import AudioFile, DecodeOptions
from fast_transcribe.audio.source import open_source
from fast_transcribe.speech.frontend import FrontEnd
from fast_transcribe.speech.mel import MelSpectrogram
from fast_transcribe.speech.vad import Silero

_ANY_LENGTH = 86400.0  # seconds


class Clocked:
    """Wraps a function and sums its CPU seconds, of all threads or of the calling one."""

    def __init__(
        self, call: Callable[..., Any], clock: Callable[[], float] = time.process_time
    ) -> None:
        self._call = call
        self._clock = clock
        self.seconds = 0.0

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        began = self._clock()
        try:
            return self._call(*arguments, **named)
        finally:
            self.seconds += self._clock() - began


def main() -> None:
    mel = Clocked(MelSpectrogram(80), time.thread_time)
    front_end = FrontEnd(Silero(), mel)
    how = DecodeOptions(max_seconds=_ANY_LENGTH)
    decode = Clocked(lambda source: list(AudioFile(source, how).blocks()))
    listen = Clocked(lambda b: sum(1 for _ in front_end.mels(front_end.windows(b, channels=1))))
    with open_source(sys.argv[1]) as source:
        blocks = decode(source)
    listen(blocks)
    before_mel = listen.seconds - mel.seconds
    stages = {"decode": decode.seconds, "VAD and packing": before_mel, "mel": mel.seconds}
    print(json.dumps(stages))


if __name__ == "__main__":
    main()
