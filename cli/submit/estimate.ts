/** What a folder may cost: lengths from the files' first bytes, prices from POST /quote. */
import path from 'node:path';
import { ApiError } from '../../client/api-client.ts';
import type { RoutedQuote } from '../../core/job/routed-quote.ts';
import { files as filesText, hours, usd } from './wording.ts';
import { probeFile, type FolderFile } from './walk.ts';

/** Files read at most; in a larger folder they are spread evenly. */
const MOST_READ = 500;
const READ_AT_ONCE = 8;
/** Groups of files of about the same length, each quoted once by its mean: cost grows evenly with it. */
const GROUPS = 4;
const LONGEST_SECONDS = 12 * 3600;
/** The key or an option is wrong, and so would be the bulk. */
const REFUSED = [401, 403, 422];

export interface Lengths {
  /** Lengths that are known, in seconds, ascending. */
  known: number[];
  /** Total seconds of all files; unknown lengths are estimated by size. Undefined if none is known. */
  totalSeconds: number | undefined;
  /** Files whose length is a guess. */
  guessed: number;
}

/** @param lengthOf seconds, or undefined if the file does not tell */
export async function lengthsOf(
  files: readonly FolderFile[],
  lengthOf: (file: FolderFile) => Promise<number | undefined>,
): Promise<Lengths> {
  const step = Math.max(1, files.length / MOST_READ);
  const count = Math.min(files.length, MOST_READ);
  const read = Array.from({ length: count }, (_, at) => files[Math.floor(at * step)]).filter(
    (file) => file !== undefined,
  );
  const known: { seconds: number; bytes: number }[] = [];
  for (let at = 0; at < read.length; at += READ_AT_ONCE) {
    await Promise.all(
      read.slice(at, at + READ_AT_ONCE).map(async (file) => {
        const seconds = await lengthOf(file);
        if (seconds !== undefined && seconds > 0) known.push({ seconds, bytes: file.bytes });
      }),
    );
  }
  return extrapolated(files, known);
}

function extrapolated(
  files: readonly FolderFile[],
  known: readonly { seconds: number; bytes: number }[],
): Lengths {
  const seconds = known.reduce((sum, one) => sum + one.seconds, 0);
  const bytes = known.reduce((sum, one) => sum + one.bytes, 0);
  const allBytes = files.reduce((sum, one) => sum + one.bytes, 0);
  return {
    known: known.map((one) => Math.min(one.seconds, LONGEST_SECONDS)).sort((a, b) => a - b),
    totalSeconds: bytes > 0 ? seconds * (allBytes / bytes) : undefined,
    guessed: files.length - known.length,
  };
}

/** Undefined for a file that does not tell, cannot be read, or is no audio. */
export async function statedLength(folder: string, file: FolderFile): Promise<number | undefined> {
  try {
    return (await probeFile(path.join(folder, file.name), file.bytes)).duration?.seconds;
  } catch {
    return undefined;
  }
}

export interface Cost {
  low: number;
  high: number;
  route: string;
  /** Until the shortest of the files would be done, if it were alone. */
  firstSeconds: number;
}

/** @param quote of one file of so many seconds */
export async function costOf(
  lengths: Lengths,
  count: number,
  { quote, route }: { quote: (seconds: number) => Promise<RoutedQuote>; route: string },
): Promise<Cost> {
  const groups = inGroups(lengths.known);
  const cost: Cost = { low: 0, high: 0, route, firstSeconds: Infinity };
  for (const group of groups) {
    const mean = group.reduce((sum, seconds) => sum + seconds, 0) / group.length;
    const { routes } = await quote(Math.max(mean, 0.001));
    const quoted = routes.find((one) => one.route === route) ?? routes[0];
    const share = (group.length / lengths.known.length) * count;
    cost.low += (quoted?.costUsd.low ?? 0) * share;
    cost.high += (quoted?.costUsd.high ?? 0) * share;
    cost.route = quoted?.route ?? route;
    cost.firstSeconds = Math.min(cost.firstSeconds, quoted?.completedInSeconds.low ?? Infinity);
  }
  return cost;
}

function inGroups(ascending: readonly number[]): number[][] {
  const each = Math.ceil(ascending.length / GROUPS);
  const groups: number[][] = [];
  for (let at = 0; at < ascending.length; at += each) groups.push(ascending.slice(at, at + each));
  return groups;
}

export interface Estimating {
  /** The quote of one file, by its length in seconds. */
  quote: (seconds: number) => Promise<RoutedQuote>;
  route: string;
  maxCostUsd?: number | undefined;
}

/** Sentences for people; none is a promise. @throws ApiError if the key or an option is refused */
export async function estimateText(
  lengths: Lengths,
  count: number,
  using: Estimating,
): Promise<string[]> {
  const { maxCostUsd } = using;
  if (lengths.totalSeconds === undefined) {
    const unknown = 'No file tells how long it is: what they cost is known once they have run.';
    return [unknown, ceilingText(maxCostUsd)];
  }
  const guessed = lengths.guessed > 0 ? `; ${filesText(lengths.guessed)} guessed by size` : '';
  const audio = `About ${hours(lengths.totalSeconds)} of audio, as the files tell${guessed}.`;
  try {
    const { low, high, route, firstSeconds } = await costOf(lengths, count, using);
    return [
      audio,
      ...(Number.isFinite(firstSeconds)
        ? [`The first is done in ${hours(firstSeconds)} at the earliest.`]
        : []),
      `It may cost ${usd(low)} to ${usd(high)} USD by the route ${route}: one attempt each, an estimate and no promise.`,
      ceilingText(maxCostUsd, high),
    ];
  } catch (error) {
    if (!(error instanceof ApiError) || REFUSED.includes(error.status)) throw error;
    return [audio, `What it may cost is not known: ${error.message}`, ceilingText(maxCostUsd)];
  }
}

function ceilingText(maxCostUsd: number | undefined, high = 0): string {
  if (maxCostUsd === undefined) {
    return "Without --max-cost only the owner's budget is a ceiling, if there is one.";
  }
  const short = maxCostUsd < high ? ', which may be too little: files beyond it get no job' : '';
  return `Ceiling: ${maxCostUsd} USD${short}.`;
}
