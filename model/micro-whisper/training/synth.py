"""espeak-ng through its C library: 16 kHz float audio plus word start times."""

from __future__ import annotations

import ctypes as C
from itertools import pairwise

import numpy as np
from scipy.signal import resample_poly

_lib = C.CDLL("libespeak-ng.so.1")


class _Id(C.Union):
    _fields_ = [("number", C.c_int), ("name", C.c_char_p), ("string", C.c_char * 8)]


class _Event(C.Structure):
    _fields_ = [
        ("type", C.c_int),
        ("uid", C.c_uint),
        ("text_position", C.c_int),
        ("length", C.c_int),
        ("audio_position", C.c_int),
        ("sample", C.c_int),
        ("user_data", C.c_void_p),
        ("id", _Id),
    ]


_CB = C.CFUNCTYPE(C.c_int, C.POINTER(C.c_short), C.c_int, C.POINTER(_Event))
_chunks, _words, _phones = [], [], []


def _callback(wav, n, events):
    if wav and n > 0:
        _chunks.append(np.ctypeslib.as_array(wav, (n,)).copy())
    i = 0
    while events[i].type != 0:
        if events[i].type == 1:  # espeakEVENT_WORD
            _words.append((events[i].text_position, events[i].audio_position))
        elif events[i].type == 7:  # espeakEVENT_PHONEME
            _phones.append((events[i].audio_position / 1000.0, events[i].id.string.decode()))
        i += 1
    return 0


_callback_c = _CB(_callback)
_rate = _lib.espeak_Initialize(2, 0, None, 1)  # AUDIO_OUTPUT_SYNCHRONOUS, PHONEME_EVENTS
assert _rate == 22050, _rate
_lib.espeak_SetSynthCallback(_callback_c)
RATE, PITCH, VOLUME, RANGE = 1, 3, 2, 4


def phones():
    """[(start second, phoneme)] of the last utterance, in the time of its uncut audio."""
    return list(_phones)


def synth(text, voice="sv", rate=160, pitch=50, intonation=50):
    """-> (audio float32 at 16 kHz, [start second of each word] or None, start_s, end_s)."""
    _chunks.clear()
    _words.clear()
    _phones.clear()
    if _lib.espeak_SetVoiceByName(voice.encode()) != 0:
        raise ValueError(voice)
    for key, value in ((RATE, rate), (PITCH, pitch), (RANGE, intonation)):
        _lib.espeak_SetParameter(key, int(value), 0)
    raw = text.encode() + b"\0"
    _lib.espeak_Synth(raw, len(raw), 0, 1, 0, 1, None, None)
    pcm = np.concatenate(_chunks).astype(np.float32) / 32768.0
    audio = resample_poly(pcm, 320, 441).astype(np.float32)
    loud = np.flatnonzero(np.abs(audio) > 0.004)
    start, end = loud[0] / 16000.0, (loud[-1] + 1) / 16000.0
    words = text.split()
    starts = None
    pos, expect = 1, []
    for w in words:
        expect.append(pos)
        pos += len(w) + 1
    got = {}
    for p, ms in _words:
        got.setdefault(p, ms / 1000.0)
    if all(p in got for p in expect):
        starts = [got[p] for p in expect]
        if any(b < a for a, b in pairwise(starts)):
            starts = None
    return audio, starts, start, end
