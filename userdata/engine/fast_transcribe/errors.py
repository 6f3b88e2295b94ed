"""What can go wrong, each with the code and the exit status that the caller acts on.

A message tells what happened; what it means for the job; what to do.
"""

from __future__ import annotations


class EngineError(Exception):
    """Base of every error that ends a run; thrown itself only for what has no better name."""

    code = "EngineCrashed"
    exit_status = 1


class UsageError(EngineError):
    """Thrown when the command line or the request line asks for what cannot be done.

    The same request fails on any machine, so it is never repeated.
    """

    code = "OptionInvalid"
    exit_status = 2


class CheckpointRefused(UsageError):
    """Thrown when the checkpoint is damaged, of another run, or cannot be written.

    The request itself is good: with an empty checkpoint it can be repeated, as after a crash.
    """

    code = "EngineCrashed"


class AudioUnreadable(EngineError):
    """Thrown when the bytes are not audio, or are damaged from the start."""

    code = "AudioUnreadable"
    exit_status = 10


class AudioEmpty(EngineError):
    """Thrown when the file has no bytes, or its audio stream has no samples."""

    code = "AudioEmpty"
    exit_status = 11


class AudioUnsupported(EngineError):
    """Thrown for a container outside the allowed ones, no audio stream, or an unknown codec."""

    code = "AudioUnsupported"
    exit_status = 12


class AudioTooLong(EngineError):
    """Thrown when the audio is longer than --max-seconds."""

    code = "AudioTooLong"
    exit_status = 13


class ModelDamaged(EngineError):
    """Thrown when the model's files differ from its manifest, or are not a multilingual Whisper."""

    code = "ModelDamaged"
    exit_status = 20


class GpuMemoryExhausted(EngineError):
    """Thrown when not even one window fits beside the model; fewer at a time were tried."""
