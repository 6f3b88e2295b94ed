/** Small files that cost a decoder much: memory for an index, or time for tags that are compared pairwise. */

export interface Bomb {
  readonly filename: string;
  readonly content: Buffer<ArrayBuffer>;
}

/** Tags that differ, since equal ones cost nothing. FFmpeg compares each with all before it. */
const TAGS = 200_000;
/** Samples of an MP4 that states one size for all of them: FFmpeg makes an index entry for each. */
const SAMPLES = 40_000_000;

/** Descriptor of AAC-LC, 16 kHz, mono: ISO/IEC 14496-1, section 7.2.6.5. */
const AAC_LC_16K = '031900010004114015000000000000000000000005021408060102';

export function bombs(): Bomb[] {
  return [
    { filename: 'index.m4a', content: mp4WithSamples(SAMPLES) },
    { filename: 'tags.flac', content: flacWithTags(TAGS) },
    { filename: 'tags.mp3', content: mp3WithTags(TAGS) },
  ];
}

/** RFC 9639, section 8.6: a Vorbis comment block before the frames, of which there are none. */
function flacWithTags(count: number): Buffer<ArrayBuffer> {
  const info = Buffer.alloc(34);
  info.writeUInt16BE(4096, 0);
  info.writeUInt16BE(4096, 2);
  info.writeUInt32BE((16_000 << 12) | (15 << 4), 10); // 16 kHz, mono, 16 bit
  const texts = Array.from({ length: count }, (_, number) => lengthAndText(`k${number}=v`));
  const comments = Buffer.concat([lengthAndText(''), uint32LE(count), ...texts]);
  return Buffer.concat([
    Buffer.from('fLaC'),
    flacBlock({ type: 0, isLast: false }, info),
    flacBlock({ type: 4, isLast: true }, comments),
  ]);
}

function flacBlock({ type, isLast }: { type: number; isLast: boolean }, content: Buffer): Buffer {
  const header = uint32s(content.length);
  header.writeUInt8((isLast ? 0x80 : 0) | type); // over the highest of four bytes: lengths have three
  return Buffer.concat([header, content]);
}

function lengthAndText(text: string): Buffer {
  return Buffer.concat([uint32LE(text.length), Buffer.from(text, 'latin1')]);
}

/** ID3v2.4 user text frames, and frames of silence after them. */
function mp3WithTags(count: number): Buffer<ArrayBuffer> {
  const frames = Array.from({ length: count }, (_, number) => {
    const content = Buffer.from(`\x03k${number}\0v`, 'latin1');
    return Buffer.concat([Buffer.from('TXXX'), syncSafe(content.length), Buffer.alloc(2), content]);
  });
  const body = Buffer.concat(frames);
  const header = Buffer.concat([Buffer.from('ID3\x04\0\0', 'latin1'), syncSafe(body.length)]);
  const silence = Buffer.alloc(417); // MPEG 1, layer III, 128 kbit/s at 44.1 kHz
  silence.writeUInt32BE(0xff_fb_90_c4);
  return Buffer.concat([header, body, ...Array.from({ length: 40 }, () => silence)]);
}

/** Four bytes of seven bits: ID3v2.4, section 6.2. */
function syncSafe(length: number): Buffer {
  return Buffer.from([21, 14, 7, 0].map((bits) => (length >> bits) & 0x7f));
}

/** ISO/IEC 14496-12: an audio track of `count` samples of four bytes each, of which no data is there. */
function mp4WithSamples(count: number): Buffer<ArrayBuffer> {
  const esds = fullBox('esds', Buffer.from(AAC_LC_16K, 'hex'));
  const mp4a = box(
    'mp4a',
    Buffer.alloc(6),
    uint16s(1, 0, 0, 0, 0, 1, 16, 0, 0),
    uint32s(16_000 * 65_536),
    esds,
  );
  const stbl = box(
    'stbl',
    fullBox('stsd', uint32s(1), mp4a),
    fullBox('stts', uint32s(1, count, 1024)),
    fullBox('stsc', uint32s(1, 1, count, 1)),
    fullBox('stsz', uint32s(4, count)),
    fullBox('stco', uint32s(1, 40)),
  );
  const url = Buffer.concat([uint32s(12), Buffer.from('url '), uint32s(1)]);
  const minf = box(
    'minf',
    fullBox('smhd', uint32s(0)),
    box('dinf', fullBox('dref', uint32s(1), url)),
    stbl,
  );
  const mdia = box(
    'mdia',
    fullBox('mdhd', uint32s(0, 0, 16_000, 1000, 0)),
    fullBox('hdlr', uint32s(0), Buffer.from('soun'), Buffer.alloc(13)),
    minf,
  );
  const tkhd = box('tkhd', uint32s(7, 0, 0, 1, 0, 1000), Buffer.alloc(60));
  const mvhd = fullBox('mvhd', uint32s(0, 0, 1000, 1000, 0x1_0000), Buffer.alloc(72), uint32s(2));
  const moov = box('moov', mvhd, box('trak', tkhd, mdia));
  return Buffer.concat([
    box('ftyp', Buffer.from('M4A \0\0\0\0', 'latin1')),
    box('free', Buffer.alloc(8)),
    moov,
    box('mdat', Buffer.alloc(4096)),
  ]);
}

function box(type: string, ...content: Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([uint32s(8 + body.length), Buffer.from(type, 'latin1'), body]);
}

/** With version 0 and no flags. */
function fullBox(type: string, ...content: Buffer[]): Buffer {
  return box(type, uint32s(0), ...content);
}

function uint32s(...values: number[]): Buffer {
  const buffer = Buffer.alloc(4 * values.length);
  for (const [place, value] of values.entries()) buffer.writeUInt32BE(value, 4 * place);
  return buffer;
}

function uint16s(...values: number[]): Buffer {
  const buffer = Buffer.alloc(2 * values.length);
  for (const [place, value] of values.entries()) buffer.writeUInt16BE(value, 2 * place);
  return buffer;
}

function uint32LE(value: number): Buffer {
  const buffer = Buffer.alloc(4);
  buffer.writeUInt32LE(value);
  return buffer;
}
