/**
 * Markdown (CommonMark, GitHub's too) of analyses. What a model wrote is text in it: every mark that could
 * begin markup has a backslash, so there is no HTML, link, image, heading, list or code of its making.
 */
import type { Analysis } from '../analysis.ts';
import { outlineOf, type OutlineLine } from './outline.ts';
import { bracketed, sourceOf } from './plain-text.ts';

/** Within a line. `:` and `.` only where GitHub makes a link of an address. */
const INLINE = /[\\`*_[\]<>&~|$#@^{}]|:(?=\/\/)|\.(?=\S)/g;
/** At the beginning of a line: lists, underlines of headings. */
const FIRST = /^([-+=]|\d{1,9}(?=[.)]))/;

export function markdown(analysis: Analysis): string {
  return `${outlineOf(analysis).map(line).join('\n')}\n`;
}

function line(of: OutlineLine): string {
  switch (of.kind) {
    case 'title':
      return `# ${escaped(of.text)}\n`;
    case 'heading':
      return `\n## ${escaped(of.text)}\n`;
    case 'claim':
      return `- ${of.mark === '' ? '' : `**${escaped(`[${of.mark}]`)}** `}${escaped(of.text)}`;
    case 'quote':
      return `  - ${escaped(`${sourceOf(of)} "${of.quote}"${bracketed(of.mark)}`)}`;
    case 'note':
      return `\n${escaped(of.text)}\n`;
    case 'code':
      return `    ${of.text}`;
  }
}

export function escaped(text: string): string {
  const inline = text.replace(INLINE, '\\$&');
  return inline.replace(FIRST, (first) => (/\d/.test(first) ? `${first}\\` : `\\${first}`));
}
