"""Resident memory of a process that tells speakers apart: python memory.py NETWORKS MINUTES

Two JSON figures, in bytes: with the networks loaded, and the highest while they hear noise that is
loud and soft in turns, and after its speakers are known.
"""

from __future__ import annotations

import json
import os
import resource
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np
from fast_transcribe.speakers.conversation import Conversation, SpeakerRules
from fast_transcribe.speakers.local import Listener, LocalRules
from fast_transcribe.speakers.networks import Networks

_RATE = 16000


def main() -> None:
    networks, minutes = Networks(Path(sys.argv[1])), int(sys.argv[2])
    loaded = _peak()
    draw = np.random.default_rng(1)
    listener, conversation = Listener(networks, LocalRules()), Conversation(SpeakerRules())
    for second in range(60 * minutes):
        level = 0.1 if second % 10 < 7 else 0.0
        for voices in listener.feed(draw.normal(0, level, _RATE).astype(np.float32)):
            conversation.add(voices)
    conversation.turns()
    print(json.dumps({"loaded": loaded, "peak": _peak()}))


def _peak() -> int:
    """Linux counts in KiB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


if __name__ == "__main__":
    main()
