/** MP4, M4A and QuickTime. Source: ISO/IEC 14496-12, sections 4.2 (boxes), 8.2.2 (mvhd), 8.4.3 (hdlr), 8.8.2 (mehd). */
import { duration, type Duration } from './duration.ts';
import type { Ranges } from './ranges.ts';

interface Box {
  type: string;
  body: number;
  end: number;
}

export async function mp4Duration(file: Ranges): Promise<Duration | undefined> {
  const moov = await box(file, 'moov', { body: 0, end: file.size });
  if (!moov) return undefined;
  const header = await times(file, await box(file, 'mvhd', moov));
  if (!header) return undefined;
  if (header.length > 0) return duration(header.length / header.scale);
  // A fragmented file states its length elsewhere, if at all.
  const mehd = await box(file, 'mehd', await box(file, 'mvex', moov));
  if (!mehd) return undefined;
  const bytes = await file.at(mehd.body, 12);
  if (bytes.length < 12) return undefined;
  const length = bytes[0] === 1 ? Number(bytes.readBigUInt64BE(4)) : bytes.readUInt32BE(4);
  return duration(length / header.scale);
}

/** Handlers of tracks without sound. For others, damaged ones included, the decoder goes by the codec. */
const SILENT = ['vide', 'text', 'sbtl', 'subt', 'subp', 'clcp', 'tmcd', 'hint', 'meta', 'mdta'];

/** Boxes allowed beside tracks. Anything else is the inside of a track whose header is damaged. */
const BESIDE_TRACKS = ['mvhd', 'mvex', 'udta', 'meta', 'iods', 'pssh', 'free', 'skip', 'uuid'];

/** False if every track was seen and none is sound; undefined if unknown. */
export async function mp4HasSound(file: Ranges): Promise<boolean | undefined> {
  const moov = await box(file, 'moov', { body: 0, end: file.size });
  const tracks = (moov && (await tracksIn(file, moov))) ?? [];
  for (const track of tracks) {
    const handler = await handlerOf(file, track);
    if (handler === undefined || !SILENT.includes(handler)) return handler === 'soun' || undefined;
  }
  return tracks.length === 0 ? undefined : false;
}

/** Undefined if a length is damaged: a track might be missed. */
async function tracksIn(file: Ranges, moov: Box): Promise<Box[] | undefined> {
  const tracks: Box[] = [];
  for (let at = moov.body; at + 8 <= moov.end;) {
    const next = boxAt(await file.at(at, 16), at, file.size);
    if (!next || next.end > moov.end) return undefined;
    if (next.type === 'trak') tracks.push(next);
    else if (!BESIDE_TRACKS.includes(next.type)) return undefined;
    at = next.end;
  }
  return tracks;
}

async function handlerOf(file: Ranges, track: Box): Promise<string | undefined> {
  const hdlr = await box(file, 'hdlr', await box(file, 'mdia', track));
  return hdlr && (await file.at(hdlr.body, 12)).toString('latin1', 8, 12);
}

async function times(file: Ranges, mvhd: Box | undefined) {
  const bytes = mvhd && (await file.at(mvhd.body, 32));
  if (!bytes || bytes.length < 32) return undefined;
  const isLong = bytes[0] === 1;
  const [scale, length] = isLong
    ? [bytes.readUInt32BE(20), Number(bytes.readBigUInt64BE(24))]
    : [bytes.readUInt32BE(12), bytes.readUInt32BE(16)];
  // All ones: unknown.
  return { scale, length: length >= (isLong ? 2 ** 64 : 2 ** 32 - 1) ? 0 : length };
}

/** The first box of a type directly inside another. */
async function box(
  file: Ranges,
  type: string,
  inside: Pick<Box, 'body' | 'end'> | undefined,
): Promise<Box | undefined> {
  for (let at = inside?.body ?? Infinity; at + 8 <= (inside?.end ?? 0);) {
    const next = boxAt(await file.at(at, 16), at, file.size);
    if (next === undefined || next.type === type) return next;
    at = next.end;
  }
  return undefined;
}

function boxAt(header: Buffer, at: number, size: number): Box | undefined {
  if (header.length < 8) return undefined;
  const type = header.toString('latin1', 4, 8);
  const short = header.readUInt32BE(0);
  if (short === 0) return { type, body: at + 8, end: size };
  if (short !== 1) return short < 8 ? undefined : { type, body: at + 8, end: at + short };
  const long = header.length < 16 ? 0 : Number(header.readBigUInt64BE(8));
  return long < 16 ? undefined : { type, body: at + 16, end: at + long };
}
