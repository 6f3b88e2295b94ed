"""Detects cut MP3 and ADTS frames by the length in their header."""

from __future__ import annotations

# kbit/s by index 1..14 (ISO/IEC 11172-3, 2.4.2.3; 13818-3, 2.4.2.3): MPEG-1 layers II and III, then
# MPEG-2 and 2.5, layers II and III
_LAYER_2 = (32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384)
_LAYER_3 = (32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320)
_LOWER = (8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)
_RATES = (44100, 48000, 32000)  # Hz of MPEG-1; half for MPEG-2, a quarter for 2.5


def is_cut(packet: bytes) -> bool:
    """Whether the packet's first frame is longer than the packet. False if it is neither format."""
    length = _length(packet[:7])
    return length is not None and len(packet) < length


def _length(header: bytes) -> int | None:
    """Bytes of the frame with this header; None if it is invalid or has no length."""
    if len(header) < 4 or header[0] != 0xFF or header[1] & 0xE0 != 0xE0:
        return None
    if header[1] & 0xF6 == 0xF0:  # ADTS (ISO/IEC 13818-7, 6.2): layer 0
        return int.from_bytes(header[3:6], "big") >> 5 & 0x1FFF if len(header) >= 6 else None
    return _mpeg_length(header)


def _mpeg_length(header: bytes) -> int | None:
    version, layer = header[1] >> 3 & 3, header[1] >> 1 & 3  # 3: MPEG-1, 1: reserved; 1: layer III
    index, rate = header[2] >> 4, header[2] >> 2 & 3
    if version == 1 or layer not in (1, 2) or not 1 <= index <= 14 or rate == 3:
        return None
    first = version == 3
    kbit = (_LAYER_3 if layer == 1 else _LAYER_2)[index - 1] if first else _LOWER[index - 1]
    hertz = _RATES[rate] // {3: 1, 2: 2, 0: 4}[version]
    samples = 576 if layer == 1 and not first else 1152
    return samples // 8 * kbit * 1000 // hertz + (header[2] >> 1 & 1)
