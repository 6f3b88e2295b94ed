/** Matroska and WebM. Sources: RFC 8794 (EBML), RFC 9559 (Matroska, sections 5.1.2 to 5.1.4). */
import { duration, type Duration } from './duration.ts';
import type { Ranges } from './ranges.ts';

const SEGMENT = 0x18538067;
const INFO = 0x1549a966;
const CLUSTER = 0x1f43b675;
const SCALE = 0x2ad7b1;
const DURATION = 0x4489;
const TIMESTAMP = 0xe7;
const TRACKS = 0x1654ae6b;
const TRACK_ENTRY = 0xae;
const TRACK_TYPE = 0x83;
const TAIL_BYTES = 128 * 1024;

interface Element {
  id: number;
  body: number;
  end: number;
}

export async function matroskaDuration(file: Ranges): Promise<Duration | undefined> {
  const segment = await element(file, [SEGMENT], { body: 0, end: file.size });
  const first = await element(file, [INFO, CLUSTER], segment);
  const info = first?.id === INFO ? first : undefined;
  const scale = (await unsigned(file, await element(file, [SCALE], info))) ?? 1_000_000;
  const ticks = await float(file, await element(file, [DURATION], info));
  if (ticks !== undefined && ticks > 0) return duration((ticks * scale) / 1e9);
  const last = await lastTimestamp(file);
  return last === undefined ? undefined : duration((last * scale) / 1e9, true);
}

/** Track types without sound: video, logo, subtitle, buttons, control, metadata. Sound is 2. */
const SILENT = [1, 16, 17, 18, 32, 33];

/** False if every track was seen and none is sound; undefined if unknown. */
export async function matroskaHasSound(file: Ranges): Promise<boolean | undefined> {
  const segment = await element(file, [SEGMENT], { body: 0, end: file.size });
  const found = await element(file, [TRACKS, CLUSTER], segment);
  const tracks = found?.id === TRACKS ? await elementsIn(file, found) : undefined;
  const entries = tracks?.filter(({ id }) => id === TRACK_ENTRY) ?? [];
  for (const entry of entries) {
    const type = await unsigned(file, await element(file, [TRACK_TYPE], entry));
    if (type === undefined || !SILENT.includes(type)) return type === 2 || undefined;
  }
  return entries.length === 0 ? undefined : false;
}

/** Undefined if they do not fill their parent exactly: one of the lengths is damaged. */
async function elementsIn(file: Ranges, inside: Element): Promise<Element[] | undefined> {
  const found: Element[] = [];
  let at = inside.body;
  while (at < inside.end) {
    const next = elementAt(await file.at(at, 12), at, inside.end);
    if (!next) return undefined;
    found.push(next);
    at = next.end;
  }
  return at === inside.end ? found : undefined;
}

/** A streamed recording states no duration; it is slightly longer than its last cluster's time. */
async function lastTimestamp(file: Ranges): Promise<number | undefined> {
  const from = Math.max(0, file.size - TAIL_BYTES);
  const tail = await file.at(from, TAIL_BYTES);
  const id = Buffer.from([0x1f, 0x43, 0xb6, 0x75]);
  const at = tail.lastIndexOf(id);
  if (at < 0) return undefined;
  const cluster = await element(file, [CLUSTER], { body: from + at, end: file.size });
  return unsigned(file, await element(file, [TIMESTAMP], cluster));
}

/** The first element with one of these ids directly inside another. */
async function element(
  file: Ranges,
  ids: readonly number[],
  inside: Pick<Element, 'body' | 'end'> | undefined,
): Promise<Element | undefined> {
  for (let at = inside?.body ?? Infinity; at < (inside?.end ?? 0);) {
    const next = elementAt(await file.at(at, 12), at, inside?.end ?? 0);
    if (next === undefined || ids.includes(next.id)) return next;
    at = next.end;
  }
  return undefined;
}

function elementAt(header: Buffer, at: number, limit: number): Element | undefined {
  const [first = 0] = header;
  const idLength = Math.clz32(first) - 23;
  const sizeLength = Math.clz32(header[idLength] ?? 0) - 23;
  if (idLength > 4 || sizeLength > 8 || idLength + sizeLength > header.length) return undefined;
  let size = (header[idLength] ?? 0) & (0xff >> sizeLength);
  let isUnknown = size === 0xff >> sizeLength;
  for (const byte of header.subarray(idLength + 1, idLength + sizeLength)) {
    size = size * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  const body = at + idLength + sizeLength;
  return { id: header.readUIntBE(0, idLength), body, end: isUnknown ? limit : body + size };
}

async function unsigned(file: Ranges, of: Element | undefined): Promise<number | undefined> {
  const bytes = await value(file, of);
  return bytes?.reduce((sum, byte) => sum * 256 + byte, 0);
}

async function float(file: Ranges, of: Element | undefined): Promise<number | undefined> {
  const bytes = await value(file, of);
  if (bytes?.length === 4) return bytes.readFloatBE(0);
  return bytes?.length === 8 ? bytes.readDoubleBE(0) : undefined;
}

/** Bytes of a numeric element; undefined if the file cuts it off. */
async function value(file: Ranges, of: Element | undefined): Promise<Buffer | undefined> {
  const length = of ? of.end - of.body : 0;
  if (!of || length < 1 || length > 8) return undefined;
  const bytes = await file.at(of.body, length);
  return bytes.length === length ? bytes : undefined;
}
