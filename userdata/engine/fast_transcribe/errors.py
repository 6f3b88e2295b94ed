"""The engine's errors, each with its code and exit status.

A message says what happened; what it means for the job; what to do.
"""

from __future__ import annotations


class EngineError(Exception):
    """Base of every error that ends a run; raised itself where no other class fits.

    `ends_process`: whether a process that answers request after request ends too. It does unless
    the request or its audio is known to be the cause: what a crash leaves in memory, or on a GPU,
    could spoil the next file.
    """

    code = "EngineCrashed"
    exit_status = 1
    ends_process = True


class UsageError(EngineError):
    """Raised for a command line or request that asks for something impossible.

    It fails on any machine, so it is not retried.
    """

    code = "OptionInvalid"
    exit_status = 2
    ends_process = False


class CheckpointRefused(UsageError):
    """Raised when the checkpoint is damaged, of another run, or cannot be written.

    The request is valid: with an empty checkpoint it can be retried, as after a crash.
    """

    code = "EngineCrashed"
    ends_process = True


class AudioError(EngineError):
    """Base of the errors that the file causes: it fails on any machine."""

    ends_process = False


class AudioUnreadable(AudioError):
    """Raised when the bytes are not audio, are damaged from the start, or exceed the decoder's limits.

    The limits are in audio/limits.py.
    """

    code = "AudioUnreadable"
    exit_status = 10


class AudioNeedsMemory(AudioUnreadable):
    """Raised when the file takes more memory to read than the process may have."""

    def __init__(self) -> None:
        super().__init__(
            "The file takes more memory to read than there is; it was not transcribed to its end;"
            " export its sound alone, without covers and tags, and send that."
        )


class AudioEmpty(AudioError):
    """Raised when the file has no bytes, or its audio stream has no samples."""

    code = "AudioEmpty"
    exit_status = 11


class AudioUnsupported(AudioError):
    """Raised for a container that is not allowed, no audio stream, or an unknown codec."""

    code = "AudioUnsupported"
    exit_status = 12


class AudioTooLong(AudioError):
    """Raised when the audio is longer than --max-seconds."""

    code = "AudioTooLong"
    exit_status = 13


class ModelDamaged(EngineError):
    """Raised when the model's files differ from its manifest, or it is no multilingual Whisper."""

    code = "ModelDamaged"
    exit_status = 20


class GpuMemoryExhausted(EngineError):
    """Raised when not even one window fits beside the model, after smaller batches failed."""
