"""Small files that would take a decoder's memory or time, and large ones that are as they should.

The sound in them is real; tags, covers and indices are written here, byte by byte.
"""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterable
from pathlib import Path

from encode import Encoding, encode, read_wav
from engine_command import AUDIO

DEMO = AUDIO / "demo.wav"
_PNG = b"\x89PNG\r\n\x1a\n"


def name_of(tag: int) -> bytes:
    """Distinct names: FFmpeg compares each new one with all before."""
    return b"key%07d" % tag


def mp3(path: Path, tags: int = 0, cover: int = 0, chapters: int = 0) -> Path:
    """An ID3v2.4 tag before the sound; cover: bytes."""
    frames = [_id3(b"TXXX", b"\3" + name_of(n) + b"\0value") for n in range(tags)]
    times = struct.pack(">IIII", 0, 1000, 0xFFFFFFFF, 0xFFFFFFFF)
    frames += [_id3(b"CHAP", b"c%d\0" % n + times) for n in range(chapters)]
    if cover:
        frames.append(_id3(b"APIC", b"\0image/png\0\3\0" + _PNG + bytes(cover)))
    body = b"".join(frames)
    sound = _encoded(path, Encoding("mp3", "libmp3lame"))
    path.write_bytes(b"ID3\4\0\0" + _seven_bits(len(body)) + body + sound)
    return path


def flac(path: Path, tags: int = 0, cover: int = 0) -> Path:
    """Comments and a picture after the first block (RFC 9639, section 8); cover: bytes, < 16 MiB."""
    sound = _encoded(path, Encoding("flac", "flac"))
    header, rest = sound[:42], sound[42:]  # the marker and STREAMINFO
    picture = (
        struct.pack(">II", 3, 9) + b"image/png" + struct.pack(">IIIIII", 0, 1, 1, 24, 0, cover)
    )
    blocks = _flac_block(4, vorbis_comments(tags)) if tags else b""
    if cover:
        blocks += _flac_block(6, picture + (_PNG + bytes(cover))[:cover])
    path.write_bytes(header + blocks + rest)
    return path


def flac_of_silence(path: Path, seconds: int, rate: int, channels: int) -> Path:
    """All digital silence, in a few bytes for each block of 65535 samples."""
    block = 65535
    frames = -(-seconds * rate // block)
    info = rate << 44 | (channels - 1) << 41 | 15 << 36 | frames * block
    head = struct.pack(">HH", block, block) + bytes(6) + info.to_bytes(8, "big") + bytes(16)
    content = [b"fLaC\x80", len(head).to_bytes(3, "big"), head]
    for number in range(frames):
        start = b"\xff\xf8\x70" + bytes([channels - 1 << 4 | 8]) + _utf8(number)
        start += struct.pack(">H", block - 1)
        frame = start + bytes([_crc(start, 0x07, 8)]) + bytes(3 * channels)
        content += [frame, _crc(frame, 0x8005, 16).to_bytes(2, "big")]
    path.write_bytes(b"".join(content))
    return path


def m4a(path: Path, tags: int = 0, cover: int = 0) -> Path:
    """Metadata at the end of the index, which is the file's last box; cover: bytes."""
    sound = _encoded(path, Encoding("m4a", "aac"))
    items = [
        box(
            b"----", _full(b"mean", b"com.apple.iTunes"), _full(b"name", name_of(n)), _data(1, b"v")
        )
        for n in range(tags)
    ]
    if cover:
        items.append(box(b"covr", _data(14, _PNG + bytes(cover))))
    handler = _full(b"hdlr", bytes(4), b"mdirappl", bytes(9))
    more = box(b"udta", _full(b"meta", handler, box(b"ilst", *items)))
    at = sound.index(b"moov") - 4
    (length,) = struct.unpack_from(">I", sound, at)
    assert at + length == len(sound)
    index = struct.pack(">I", length + len(more)) + sound[at + 4 :] + more
    path.write_bytes(sound[:at] + index)
    return path


def m4a_of_many_packets(path: Path, count: int) -> Path:
    """5 kB whose index says: so many packets of 4 bytes. FFmpeg's own takes 36 bytes for each."""
    esds = bytes.fromhex("031900010004114015000000000000000000000005021408060102")
    entry = bytes(6) + struct.pack(">H8xHHHHI", 1, 1, 16, 0, 0, 16000 << 16)
    kind = _full(b"stsd", struct.pack(">I", 1), box(b"mp4a", entry, _full(b"esds", esds)))
    tables = [
        _full(b"stts", struct.pack(">III", 1, count, 1024)),
        _full(b"stsc", struct.pack(">IIII", 1, 1, count, 1)),
        _full(b"stsz", struct.pack(">II", 4, count)),
        _full(b"stco", struct.pack(">II", 1, 40)),
    ]
    media = box(
        b"mdia",
        _full(b"mdhd", struct.pack(">IIIII", 0, 0, 16000, 1000, 0)),
        _full(b"hdlr", bytes(4), b"soun", bytes(13)),
        box(b"minf", _full(b"smhd", bytes(4)), box(b"stbl", kind, *tables)),
    )
    header = _full(b"mvhd", struct.pack(">IIII", 0, 0, 1000, 1000), bytes(80))
    track = box(b"tkhd", b"\0\0\0\7", struct.pack(">IIIII", 0, 0, 1, 0, 1000), bytes(60))
    index = box(b"moov", header, box(b"trak", track, media))
    path.write_bytes(box(b"ftyp", b"M4A \0\0\0\0") + index + box(b"mdat", bytes(4096)))
    return path


def opus(path: Path, tags: int = 0) -> Path:
    """An Ogg file whose second packet, the comments, has so many tags (RFC 7845, section 5.2)."""
    pages = _pages(_encoded(path, Encoding("ogg", "libopus", rate=48000)))
    comments = b"OpusTags" + vorbis_comments(tags)
    serial = pages[0][14:18]
    packet = [comments[at : at + 255 * 255] for at in range(0, len(comments), 255 * 255)]
    written = [
        _page(serial, number, 0 if number == 1 else 1, part, number == len(packet))
        for number, part in enumerate(packet, 1)
    ]
    first = len(packet) + 1
    rest = [_numbered(page, number) for number, page in enumerate(pages[2:], first)]
    path.write_bytes(b"".join([pages[0], *written, *rest]))
    return path


def ogg_of_streams(path: Path, count: int) -> Path:
    """The first pages of `count` streams of Opus (RFC 3533, section 4)."""
    head = b"OpusHead\1\1\0\0" + struct.pack("<I", 48000) + bytes(3)
    pages = [_page(struct.pack("<I", n + 1), 0, 2, head, True) for n in range(count)]
    path.write_bytes(b"".join(pages))
    return path


def vorbis_comments(tags: int) -> bytes:
    comments = [name_of(n) + b"=value" for n in range(tags)]
    return struct.pack("<I1sI", 1, b"x", tags) + b"".join(
        struct.pack("<I", len(comment)) + comment for comment in comments
    )


def box(kind: bytes, *content: bytes) -> bytes:
    """A box of an mp4 (ISO/IEC 14496-12, section 4.2)."""
    body = b"".join(content)
    return struct.pack(">I", 8 + len(body)) + kind + body


def _full(kind: bytes, *content: bytes) -> bytes:
    return box(kind, bytes(4), *content)


def _data(kind: int, value: bytes) -> bytes:
    return box(b"data", struct.pack(">II", kind, 0), value)


def _encoded(path: Path, encoding: Encoding) -> bytes:
    return encode(read_wav(DEMO), path, encoding).read_bytes()


def _id3(name: bytes, body: bytes) -> bytes:
    return name + _seven_bits(len(body)) + b"\0\0" + body


def _seven_bits(number: int) -> bytes:
    return bytes(number >> shift & 0x7F for shift in (21, 14, 7, 0))


def _flac_block(kind: int, body: bytes) -> bytes:
    return bytes([kind]) + len(body).to_bytes(3, "big") + body


def _utf8(number: int) -> bytes:
    """A frame's number (RFC 9639, section 9.1.5)."""
    return chr(number).encode()


def _crc(content: Iterable[int], polynomial: int, bits: int) -> int:
    crc = 0
    for byte in content:
        crc ^= byte << bits - 8
        for _ in range(8):
            crc = crc << 1 ^ (polynomial if crc >> bits - 1 else 0)
            crc &= (1 << bits) - 1
    return crc


def _pages(ogg: bytes) -> list[bytes]:
    return [b"OggS" + page for page in ogg.split(b"OggS")[1:]]


def _page(serial: bytes, number: int, flags: int, body: bytes, ends: bool) -> bytes:
    """ends: whether the packet ends on this page."""
    lengths = [255] * (len(body) // 255) + ([len(body) % 255] if ends else [])
    header = b"OggS\0" + struct.pack("<Bq4sII", flags, 0, serial, number, 0)
    return _checked(header + bytes([len(lengths), *lengths]) + body)


def _numbered(page: bytes, number: int) -> bytes:
    return _checked(page[:18] + struct.pack("<I", number) + page[22:])


def _checked(page: bytes) -> bytes:
    page = page[:22] + bytes(4) + page[26:]
    return page[:22] + struct.pack("<I", _ogg_crc(page)) + page[26:]


def _ogg_crc(page: bytes) -> int:
    crc = 0
    for byte in page:
        crc = (crc << 8 & 0xFFFFFFFF) ^ _OGG_CRC[crc >> 24 ^ byte]
    return crc


_OGG_CRC = [_crc([byte], 0x04C11DB7, 32) for byte in range(256)]

# Each with thousands of distinct tags; the time to read them grows with the square of the number
TAGGED: dict[str, Callable[[Path, int], Path]] = {"mp3": mp3, "flac": flac, "m4a": m4a}
