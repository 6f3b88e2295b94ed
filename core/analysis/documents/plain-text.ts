/** Plain text of analyses. Quotes stand below their claim, with time and speaker. */
import type { Analysis } from '../analysis.ts';
import { outlineOf, type OutlineLine } from './outline.ts';

const UNDERLINES: Record<string, string> = { title: '=', heading: '-' };

export function plainText(analysis: Analysis): string {
  return outlineOf(analysis)
    .map((line) => `${textLine(line)}\n`)
    .join('');
}

function textLine(line: OutlineLine): string {
  switch (line.kind) {
    case 'title':
    case 'heading':
      return `\n${line.text}\n${(UNDERLINES[line.kind] ?? '').repeat(line.text.length)}`;
    case 'claim':
      return `- ${marked(line)}`;
    case 'quote':
      return `    ${sourceOf(line)} "${line.quote}"${bracketed(line.mark)}`;
    case 'note':
      return `\n${line.text}`;
    case 'code':
      return line.text;
  }
}

export function marked({ text, mark }: { text: string; mark: string }): string {
  return mark === '' ? text : `[${mark}] ${text}`;
}

/** Time and speaker. */
export function sourceOf({ time, speaker }: { time: string; speaker: string }): string {
  return speaker === '' ? time : `${time} ${speaker}:`;
}

export function bracketed(mark: string): string {
  return mark === '' ? '' : ` [${mark}]`;
}
