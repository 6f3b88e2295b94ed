"""Extracts the weights from Silero's published ONNX file, as fast_transcribe/speech/vad.py loads them.

    pip install onnx==1.23.2 numpy==2.4.6 && python convert.py silero_vad_v6.onnx silero_vad_v6.npy

Values are unchanged; layers are reordered to [inputs, outputs]. The STFT matrix is checked to be what
the engine computes, Hann times DFT, and left out. The result is one record in NumPy's format, whose
header names each layer and its shape.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

N_FFT = 256  # samples
STFT_ROUNDING = 1e-7  # of the published float32 matrix against its definition

Array = NDArray[np.float32]


def convert(source: Path, target: Path) -> None:
    """Writes `target`. Raises ValueError if the network differs from the engine's."""
    published = {i.name: numpy_helper.to_array(i) for i in onnx.load(source).graph.initializer}
    check_stft(published["encoder.feature_extractor.forward_basis_buffer"][:, 0])
    layers = {**convolutions(published), **lstm(published)}
    layers["speech_weight"] = published["decoder.conv1d.weight"].reshape(128)
    layers["speech_bias"] = published["decoder.conv1d.bias"]
    form = np.dtype([(name, "<f4", layer.shape) for name, layer in layers.items()])
    np.save(target, np.array(tuple(layers.values()), form))


def check_stft(basis: Array) -> None:
    """basis [258, 256]: 129 cosines, then 129 negative sines."""
    n = np.arange(N_FFT)
    hann = 0.5 - 0.5 * np.cos(2 * np.pi * n / N_FFT)
    dft = hann * np.exp(-2j * np.pi * np.outer(np.arange(N_FFT // 2 + 1), n) / N_FFT)
    if np.abs(basis - np.concatenate([dft.real, dft.imag])).max() > STFT_ROUNDING:
        raise ValueError("the STFT is not a DFT of 256 samples under a Hann window")


def convolutions(published: dict[str, Array]) -> dict[str, Array]:
    """ONNX has [outputs, inputs, taps]; a product over all taps takes [taps * inputs, outputs]."""
    layers = {}
    for i in range(4):
        weight = published[f"encoder.conv_layers.{i}.weight"]
        layers[f"conv{i}_weight"] = weight.transpose(2, 1, 0).reshape(-1, len(weight))
        layers[f"conv{i}_bias"] = published[f"encoder.conv_layers.{i}.bias"]
    return layers


def lstm(published: dict[str, Array]) -> dict[str, Array]:
    """Gates in ONNX's order: input, output, forget, candidate; each 128 of the 512 columns."""
    input_bias, recurrent_bias = np.split(published["onnx::LSTM_211"][0], 2)
    return {
        "lstm_input": published["onnx::LSTM_209"][0].T,
        "lstm_recurrent": published["onnx::LSTM_210"][0].T,
        "lstm_bias": input_bias + recurrent_bias,  # ONNX always adds both
    }


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
