/**
 * Ogg with Opus, Vorbis, FLAC or Speex: the last page of a stream states its total samples. A
 * chained file has several links, each counting only its own samples (radio recorders and `cat`
 * make such files); its duration is estimated.
 * Sources: RFC 3533, sections 4 and 6; RFC 7845; Vorbis I specification; RFC 9639, section 10.1.
 */
import { duration, type Duration } from './duration.ts';
import { oggPages, type OggPage } from './ogg-pages.ts';
import { samplesOf, type Ranges } from './ranges.ts';

const HEAD_BYTES = 128 * 1024;
const LONGEST_PAGE = 65_307;
/** Factor between the stated duration and the one projected from the first bytes that triggers a check. */
const MOST_OFF = 1.5;

interface Voice {
  serial: number;
  /** Granule units a second. */
  rate: number;
  /** Leading samples that are not played (pre-skip). */
  skipped: number;
}

/** What was read of a file: `voice` is the first audio stream, `streams` all serials of its link. */
interface Seen {
  file: Ranges;
  voice: Voice;
  streams: ReadonlySet<number>;
  head: OggPage[];
  tail: OggPage[];
}

export async function oggDuration(file: Ranges): Promise<Duration | undefined> {
  const head = oggPages(await file.at(0, HEAD_BYTES));
  const links = linksOf(head);
  const voice = voiceIn(head);
  if (!voice) return undefined;
  const tail = oggPages(await file.at(Math.max(0, file.size - LONGEST_PAGE), LONGEST_PAGE));
  const streams = new Set(links[0]?.map(({ serial }) => serial));
  const seen = { file, voice, streams, head, tail };
  const last = tail.findLast(({ granule }) => granule !== undefined);
  const isChained = links.length > 1 || (last !== undefined && !streams.has(last.serial));
  if (!isChained && !(await startsAgain(seen))) return duration(secondsIn(tail, voice) ?? NaN);
  return file.size <= HEAD_BYTES ? duration(sumOf(links), true) : estimate(seen);
}

/** Whether a further link hides between head and tail; checked only if the stated duration is unlikely. */
async function startsAgain({ file, voice, streams, head, tail }: Seen): Promise<boolean> {
  if (file.size <= HEAD_BYTES) return false;
  const { seconds, bytes } = pace(head, voice);
  const off = ((secondsIn(tail, voice) ?? 0) * bytes) / (seconds * file.size);
  if (off < MOST_OFF && off > 1 / MOST_OFF) return false;
  const pieces = [head, ...(await samples(file)), tail];
  const granules = pieces.map((pages) =>
    pages.filter(isOf(voice)).map(({ granule = 0 }) => granule),
  );
  // Pieces may overlap, but each ends no earlier than the one before.
  const ends = granules.flatMap((piece) => piece.slice(-1));
  return (
    pieces.flat().some(({ serial }) => !streams.has(serial)) || [...granules, ends].some(goesBack)
  );
}

function goesBack(numbers: readonly number[]): boolean {
  return numbers.some((number, nth) => number < (numbers[nth - 1] ?? number));
}

/** Extrapolates the pace of pages at several places; where a link has pictures too, by its audio pages. */
async function estimate({ file, voice, streams, head }: Seen): Promise<Duration | undefined> {
  const only = streams.size === 1 ? undefined : voice;
  const first = pace(head, voice, only);
  const rest = { seconds: 0, bytes: 0 };
  for (const pages of await samples(file)) {
    const { seconds, bytes } = pace(pages, voice, only);
    rest.seconds += seconds;
    rest.bytes += bytes;
  }
  const { seconds, bytes } = rest.bytes === 0 ? first : rest;
  return duration(first.seconds + ((file.size - first.bytes) * seconds) / bytes, true);
}

async function samples(file: Ranges): Promise<OggPage[][]> {
  return (await samplesOf(file, HEAD_BYTES)).map(oggPages);
}

/** Sums from each page's end to the next one of the same stream; `only` limits it to one stream. */
function pace(pages: readonly OggPage[], { rate }: Voice, only?: Voice) {
  const sum = { seconds: 0, bytes: 0 };
  const counted = pages.filter(only ? isOf(only) : hasGranule);
  for (const [nth, page] of counted.entries()) {
    const before = counted[nth - 1];
    const samples = (page.granule ?? 0) - (before?.granule ?? 0);
    if (before?.serial !== page.serial || samples < 0) continue;
    sum.seconds += samples / rate;
    sum.bytes += page.end - before.end;
  }
  return sum;
}

/** Splits where an audio stream begins behind pages of another. */
function linksOf(pages: readonly OggPage[]): OggPage[][] {
  const links: OggPage[][] = [];
  for (const [nth, page] of pages.entries()) {
    const begins = page.isFirst && voiceOf(page) && pages[nth - 1]?.isFirst === false;
    if (nth === 0 || begins) links.push([]);
    links.at(-1)?.push(page);
  }
  return links;
}

function sumOf(links: readonly OggPage[][]): number {
  const lengths = links.map((link) => {
    const voice = voiceIn(link);
    return (voice && secondsIn(link, voice)) ?? 0;
  });
  return lengths.reduce((sum, length) => sum + length, 0);
}

function secondsIn(pages: readonly OggPage[], voice: Voice): number | undefined {
  const last = pages.findLast(isOf(voice));
  return last && Math.max(0, (last.granule ?? 0) - voice.skipped) / voice.rate;
}

function hasGranule({ granule }: OggPage): boolean {
  return granule !== undefined;
}

function isOf({ serial }: Voice): (page: OggPage) => boolean {
  return (page) => page.serial === serial && hasGranule(page);
}

/** The first audio stream; every stream begins with a page of its own. */
function voiceIn(pages: readonly OggPage[]): Voice | undefined {
  for (const page of pages) {
    const voice = voiceOf(page);
    if (voice) return voice;
  }
  return undefined;
}

function voiceOf({ serial, body }: OggPage): Voice | undefined {
  const begins = (text: string) => body.toString('latin1', 0, text.length) === text;
  const stream = (rate: number, skipped = 0) => ({ serial, rate, skipped });
  if (begins('OpusHead') && body.length >= 12) return stream(48_000, body.readUInt16LE(10));
  if (begins('\x01vorbis') && body.length >= 16) return stream(body.readUInt32LE(12));
  if (begins('\x7fFLAC') && body.length >= 30) return stream(body.readUIntBE(27, 3) >> 4);
  if (begins('Speex   ') && body.length >= 40) return stream(body.readUInt32LE(36));
  return undefined;
}
