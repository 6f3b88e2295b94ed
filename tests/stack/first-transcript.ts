/** The commands of docs/operating.md that lead a new user from an empty account to a transcript, and back. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../computer/project.ts';

const SECTION = 'On AWS';
const HEADINGS = [
  'What the account needs',
  'Deploy',
  'The first transcript',
  'Remove everything',
] as const;

/** The shell blocks below the headings, as written and in the order of the page. */
export function walk(): string[] {
  const page = readFileSync(path.join(PROJECT, 'docs/operating.md'), 'utf8');
  const section = partOf(page, `## ${SECTION}`, /^## /m);
  return HEADINGS.flatMap((heading) => {
    const blocks = [...partOf(section, `### ${heading}`, /^##/m).matchAll(/^```sh\n(.*?)^```$/gms)];
    if (blocks.length === 0) throw new Error(`docs/operating.md has no command in "${heading}"`);
    return blocks.map(([, commands = '']) => commands);
  });
}

/** Text from a heading to the next that matches. */
function partOf(text: string, heading: string, next: RegExp): string {
  const [, after] = text.split(`\n${heading}\n`);
  if (after === undefined) throw new Error(`docs/operating.md has no "${heading}"`);
  return after.split(next)[0] ?? '';
}
