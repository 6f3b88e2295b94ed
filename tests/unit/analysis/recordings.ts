/**
 * Recordings with claims of them that are true, and that are false in one way each: files of
 * `recordings/`, with the numbered segments first and then, under headings, lines of
 * `claim [segment quote]`.
 */
import { readdirSync, readFileSync } from 'node:fs';
import type { RawClaim } from '../../../core/analysis/analysis.ts';
import type { Line } from './spoken.ts';

const FOLDER = new URL('recordings/', import.meta.url);

export type Kind = 'true' | 'number' | 'name' | 'opposite' | 'never said';

export interface Recording {
  name: string;
  language: string;
  lines: Line[];
  claims: (RawClaim & { kind: Kind })[];
}

export function recordings(): Recording[] {
  return readdirSync(FOLDER).map((file) => ({
    name: file.replace('.txt', ''),
    ...parsed(readFileSync(new URL(file, FOLDER), 'utf8')),
  }));
}

function parsed(file: string): Omit<Recording, 'name'> {
  const recording: Omit<Recording, 'name'> = { language: '', lines: [], claims: [] };
  let kind: Kind | undefined;
  for (const line of file.split('\n').filter((one) => one !== '')) {
    const said = /^\d+ (?:([A-Z]): )?(.*)$/u.exec(line);
    const claim = /^(.*) \[(\d+) (.*)\]$/u.exec(line);
    if (line.startsWith('language ')) recording.language = line.slice('language '.length);
    else if (line.startsWith('# ')) kind = line.slice(2) as Kind;
    else if (kind === undefined)
      recording.lines.push({ text: said?.[2] ?? '', speaker: said?.[1] });
    else {
      const [, text = '', segment, quote = ''] = claim ?? [];
      recording.claims.push({ kind, text, support: [{ segment: Number(segment), quote }] });
    }
  }
  return recording;
}
