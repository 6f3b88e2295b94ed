/** The access log for other programs: JSON lines, and CSV as RFC 4180 has it. */
import type { AccessEntry } from './access-entry.ts';

export const ACCESS_FORMATS = ['json', 'jsonl', 'csv'] as const;

const COLUMNS = [
  'at',
  'key',
  'link',
  'jobId',
  'sessionId',
  'what',
  'format',
  'version',
  'as',
] as const;

export function accessJsonLines(entries: readonly AccessEntry[]): string {
  return entries.map((entry) => `${JSON.stringify(entry)}\n`).join('');
}

export function accessCsv(entries: readonly AccessEntry[]): string {
  const rows = entries.map(({ who, ...entry }) => {
    const fields: Partial<Record<string, string>> = { ...entry, ...who };
    return COLUMNS.map((name) => quoted(fields[name] ?? ''));
  });
  return [COLUMNS, ...rows].map((row) => `${row.join(',')}\r\n`).join('');
}

function quoted(text: string): string {
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
