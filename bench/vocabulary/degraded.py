"""Recordings made harder: noise, twice the speed."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import av
import numpy as np
from av.filter import Graph
from recordings import Recording, Sentence
from wave_file import Samples, read_wav, write_wav

_LOUD = 0.01  # of full scale: speech threshold


def noisy(recording: Recording, decibels: float, folder: Path) -> Recording:
    """With pink noise, `decibels` below the speech."""
    samples, rate = read_wav(recording.audio)
    speech = np.sqrt(np.mean(samples[np.abs(samples) > _LOUD] ** 2))
    level = np.float32(speech * 10 ** (-decibels / 20))
    name = f"{recording.name}, noise {decibels:g} dB below"
    path = folder / f"{recording.audio.stem}-noise{decibels:g}.wav"
    write_wav(path, samples + level * _pink(len(samples)), rate)
    return replace(recording, name=name, audio=path)


def fast(recording: Recording, folder: Path) -> Recording:
    """Twice as fast, at the same pitch."""
    path = folder / f"{recording.audio.stem}-fast.wav"
    samples, rate = _tempo(recording.audio, 2.0)
    write_wav(path, samples, rate)
    sentences = [Sentence(s.text) for s in recording.sentences or ()]
    return replace(
        recording, name=f"{recording.name}, twice as fast", audio=path, sentences=sentences
    )


def _pink(count: int) -> Samples:
    spectrum = np.fft.rfft(np.random.default_rng(0).normal(size=count))
    noise = np.fft.irfft(spectrum / np.sqrt(np.arange(1, len(spectrum) + 1)), count)
    return (noise / noise.std()).astype(np.float32)


def _tempo(path: Path, factor: float) -> tuple[Samples, int]:
    parts: list[Samples] = []
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        graph = Graph()
        source, tempo = graph.add_abuffer(template=stream), graph.add("atempo", str(factor))
        sink = graph.add("abuffersink")
        source.link_to(tempo)
        tempo.link_to(sink)
        graph.configure()
        for frame in [*container.decode(stream), None]:
            graph.push(frame)
            parts += _pulled(graph)
        rate: int = stream.rate
    return np.concatenate(parts).astype(np.float32) / np.float32(32768), rate


def _pulled(graph: Graph) -> list[Samples]:
    frames = []
    while True:
        try:
            frames.append(graph.pull().to_ndarray()[0])
        except (av.BlockingIOError, av.EOFError):  # no more for now
            return frames
