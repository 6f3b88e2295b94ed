/** Reads a manifest: JSON lines, one file each. A broken line is a file with a problem. */
import * as z from 'zod';
import { BulkOptions, MAX_FILES } from './bulk-request.ts';
import type { ListedFile } from './listed-file.ts';

/** 25 lines are the input of one execution, of which Step Functions takes 256 KiB. */
const MAX_LINE_BYTES = 8000;

export interface FileList {
  files: ListedFile[];
  /** All that was found, with what is no file. */
  listed: number;
  skipped: number;
}

const Line = BulkOptions.extend({ key: z.string().min(1).max(1024) });

/**
 * Empty lines are no lines; a repeated one, with the same key and options, is skipped.
 * @param prefix that all keys must begin with: `in/<owner>/`
 */
export function readManifest(text: string, prefix: string): FileList {
  const seen = new Set<string>();
  const files: ListedFile[] = [];
  let listed = 0;
  for (const [at, content] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (content.trim() === '') continue;
    listed += 1;
    const file = fileOf(content, at + 1, prefix);
    const name = JSON.stringify([file.key, file.options]);
    if (!seen.has(name)) files.push(file);
    seen.add(name);
    // Enough to know that there are too many.
    if (files.length > MAX_FILES) break;
  }
  return { files, listed, skipped: listed - files.length };
}

function fileOf(content: string, line: number, prefix: string): ListedFile {
  const broken = (message: string, key = `line ${line}`): ListedFile => ({
    ...{ line, key },
    problem: { code: 'invalid', message: `Line ${line} of the manifest: ${message}` },
  });
  if (Buffer.byteLength(content) > MAX_LINE_BYTES) {
    return broken(`it has more than ${MAX_LINE_BYTES} bytes; shorten its options.`);
  }
  const value = parsed(content);
  if (value === undefined) return broken('it is not JSON; write one object a line.');
  const read = Line.safeParse(value);
  if (!read.success) {
    const [issue] = read.error.issues;
    const where = issue?.path.join('.') ?? '';
    return broken(`${where === '' ? '' : `${where}: `}${issue?.message ?? 'not valid'}.`);
  }
  const { key, ...options } = read.data;
  if (!key.startsWith(prefix)) return broken(`the key must begin with ${prefix}.`, key);
  return { line, key, ...(Object.keys(options).length > 0 && { options }) };
}

/** Undefined also for half of a surrogate pair, which has no UTF-8 form. */
function parsed(content: string): unknown {
  try {
    const value: unknown = JSON.parse(content);
    return JSON.stringify(value).isWellFormed() && !/\\ud[89a-f]/i.test(JSON.stringify(value))
      ? value
      : undefined;
  } catch {
    return undefined;
  }
}
