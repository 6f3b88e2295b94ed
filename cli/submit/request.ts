/** What the words of the command ask for. */
import { accessSync, constants, statSync } from 'node:fs';
import path from 'node:path';
import { BulkOptions, type BulkSource } from '../../core/bulk/bulk-request.ts';
import { BulkId } from '../../core/bulk/bulk-id.ts';
import { heardOptions } from './heard-options.ts';
import type { Words } from './words.ts';
import { WrongWords } from './wrong-words.ts';
import { DocumentFormat } from '../../core/transcript/documents/document-format.ts';

export type Target =
  | { what: 'folder'; folder: string }
  | { what: 'place'; address: string; source: BulkSource }
  | { what: 'follow'; bulkId: string }
  | { what: 'cancel'; bulkId: string };

export interface Submission {
  target: Target;
  /** As in POST /jobs/bulk. */
  options: BulkOptions;
  maxCostUsd: number | undefined;
  retryFailed: boolean;
  isDetached: boolean;
  isDryRun: boolean;
  /** Uploads at once. */
  atOnce: number;
  /** Path of the report. */
  report: string;
  /** Where finished transcripts are written; undefined: nowhere. */
  transcripts: { folder: string; format: DocumentFormat } | undefined;
}

const MOST_AT_ONCE = 16;
/** The route of a bulk's jobs without another word. */
export const DEFAULT_ROUTE = 'batch';

/** @param here the folder in which the command was called @throws WrongWords */
export function submissionOf(words: Words, named: readonly string[], here: string): Submission {
  const target = targetOf(words, named, here);
  const report = path.resolve(here, words.report ?? `${reportName(target)}-report.jsonl`);
  const writesReport = target.what !== 'cancel' && !words['dry-run'] && !words.detach;
  return {
    target,
    options: optionsOf(words, here),
    maxCostUsd: maxCostOf(words['max-cost']),
    retryFailed: words['retry-failed'],
    isDetached: words.detach,
    isDryRun: words['dry-run'],
    atOnce: atOnceOf(words['at-once']),
    report: writesReport ? writable(report) : report,
    transcripts: transcriptsOf(words, here),
  };
}

function targetOf(words: Words, named: readonly string[], here: string): Target {
  const { follow, cancel } = words;
  const asked = [...named, follow, cancel].filter((one) => one !== undefined);
  const [only = ''] = asked;
  if (asked.length !== 1 || only === '') {
    throw new WrongWords('What is to be submitted? Name one folder, prefix, manifest or bulk.');
  }
  if (follow !== undefined || cancel !== undefined) {
    return { what: follow === undefined ? 'cancel' : 'follow', bulkId: bulkIdOf(only) };
  }
  return only.startsWith('s3://') ? placeAt(only) : folderAt(path.resolve(here, only));
}

function bulkIdOf(text: string): string {
  const { data } = BulkId.safeParse(text);
  if (data !== undefined) return data;
  throw new WrongWords(`"${text}" is no bulk: give its id, bulk- and 24 digits of a-f and 0-9.`);
}

function placeAt(address: string): Target {
  if (/[^/]\.jsonl$/.test(address)) {
    return { what: 'place', address, source: { manifest: address } };
  }
  if (/^s3:\/\/[^/]+\/.*\/$/.test(address)) {
    return { what: 'place', address, source: { s3: address } };
  }
  throw new WrongWords(
    `${address}: end it with a slash, for all objects below it, or with .jsonl, for a manifest.`,
  );
}

function folderAt(folder: string): Target {
  const stats = statSync(folder, { throwIfNoEntry: false });
  if (stats?.isDirectory()) return { what: 'folder', folder };
  if (!stats) throw new WrongWords(`There is no folder ${folder}.`);
  if (folder.endsWith('.jsonl')) {
    throw new WrongWords(
      `${folder}: a manifest names objects in S3 and lies there too. Copy it below in/<owner>/ of the audio bucket, and give its s3:// address.`,
    );
  }
  throw new WrongWords(`${folder} is a file: name the folder that it lies in.`);
}

function reportName(target: Target): string {
  if (target.what === 'folder') return path.basename(target.folder) || 'root';
  if (target.what !== 'place') return target.bulkId;
  return path.posix.basename(target.address).replace(/\.jsonl$/, '');
}

/** Before hours of work, and not after them. @throws WrongWords */
function writable(file: string): string {
  const folder = path.dirname(file);
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new WrongWords(`--report: ${file} is a folder; name a file.`);
  }
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    throw new WrongWords(`--report: nothing can be written in ${folder}; name another file.`);
  }
  return file;
}

function optionsOf({ route, language, model, words, ...more }: Words, here: string): BulkOptions {
  // The default and no word are the same words, and so have one state.
  const other = route === DEFAULT_ROUTE ? undefined : route;
  const given = {
    ...{ route: other, language, model },
    ...(words && { words }),
    ...heardOptions(more, here),
  };
  const kept = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  const { data, error } = BulkOptions.safeParse(kept);
  if (data) return data;
  const [issue] = error.issues;
  const message = (issue?.message ?? 'not valid').replace(/[.?]?$/, (end) => end || '.');
  throw new WrongWords(`--${issue?.path.join('.') ?? ''}: ${message}`);
}

function maxCostOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const usd = Number(text);
  if (text.trim() !== '' && usd > 0 && usd <= 1_000_000) return usd;
  throw new WrongWords(`--max-cost: "${text}" is no sum in USD, such as 50 or 2.50.`);
}

function atOnceOf(text: string): number {
  const count = Number(text);
  if (Number.isInteger(count) && count >= 1 && count <= MOST_AT_ONCE) return count;
  throw new WrongWords(`--at-once: a number from 1 to ${MOST_AT_ONCE}.`);
}

function transcriptsOf({ transcripts, format }: Words, here: string) {
  const { data } = DocumentFormat.safeParse(format);
  if (data === undefined) {
    throw new WrongWords(`--format: one of ${DocumentFormat.options.join(', ')}.`);
  }
  if (transcripts === undefined) return undefined;
  const folder = path.resolve(here, transcripts);
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === false) {
    throw new WrongWords(`--transcripts: ${folder} is a file; name a folder.`);
  }
  return { folder, format: data };
}
