"""CPU seconds of faster-whisper's stages before the model: python front_end_theirs.py AUDIO

One JSON line. The calls are those of BatchedInferencePipeline.transcribe with its defaults.
"""

from __future__ import annotations

import json
import os
import sys
import time
from itertools import pairwise

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from faster_whisper.audio import decode_audio
from faster_whisper.feature_extractor import FeatureExtractor
from faster_whisper.vad import VadOptions, collect_chunks, get_speech_timestamps, get_vad_model

_WINDOW = 30  # seconds


def main() -> None:
    get_vad_model()  # loads the model outside the measurement
    extract = FeatureExtractor()
    options = VadOptions(max_speech_duration_s=_WINDOW, min_silence_duration_ms=160)
    clock = [time.process_time()]
    audio = decode_audio(sys.argv[1])
    clock.append(time.process_time())
    speech = get_speech_timestamps(audio, options)
    chunks, _ = collect_chunks(audio, speech, max_duration=_WINDOW)
    clock.append(time.process_time())
    for chunk in chunks:
        extract(chunk)
    clock.append(time.process_time())
    decode, listen, mel = (after - before for before, after in pairwise(clock))
    print(json.dumps({"decode": decode, "VAD and packing": listen, "mel": mel}))


if __name__ == "__main__":
    main()
