/**
 * An analysis as a list of plain lines, each of a kind: every text document is made of it, so that all of
 * them have the same content. Nothing in it is escaped; each line is one line.
 */
import type { Analysis, Claim, ClaimMark, Support } from '../analysis.ts';
import { clock, span } from '../../transcript/documents/clock.ts';
import { restsOnEdits } from '../rests-on-edits.ts';
import { printable } from './printable.ts';
import { wordsOf, type Words } from './words.ts';

export type OutlineLine =
  | { kind: 'title' | 'heading' | 'note' | 'code'; text: string }
  /** `mark`: why the claim is not to be trusted; shown as text before it. */
  | { kind: 'claim'; text: string; mark: string }
  | { kind: 'quote'; time: string; speaker: string; quote: string; mark: string };

export function outlineOf(analysis: Analysis): OutlineLine[] {
  const words = wordsOf(analysis);
  return [
    { kind: 'title', text: words.presets[analysis.preset] },
    ...stateLines(analysis, words),
    ...claimOutline(analysis),
    ...outputLines(analysis, words),
    ...restLines(analysis, words),
  ];
}

function stateLines({ status, error, claims, note: said }: Analysis, words: Words): OutlineLine[] {
  return [
    ...(said === undefined ? [] : [note(said)]),
    ...statusLines({ status, error, claims }, words),
  ];
}

function statusLines(
  { status, error, claims }: Pick<Analysis, 'status' | 'error' | 'claims'>,
  words: Words,
): OutlineLine[] {
  if (status === 'pending') return [note(words.pending)];
  if (status === 'failed') return [note(`${words.failed}: ${failure(error)}`)];
  return claims.length === 0 ? [note(words.nothing)] : [];
}

function failure(error: Analysis['error']): string {
  return error === undefined ? '-' : `${error.code}. ${error.message}`;
}

/** Claims by heading, each with its quotes. */
export function claimOutline(analysis: Pick<Analysis, 'claims' | 'language'>): OutlineLine[] {
  const words = wordsOf(analysis);
  return groupsIn(analysis.claims).flatMap(([group, ofGroup]) => [
    ...(group === '' ? [] : [heading(words.groups[group] ?? group)]),
    ...ofGroup.flatMap((claim) => [
      { kind: 'claim' as const, text: printable(claim.text), mark: markOf(claim, words) },
      ...claim.support.map((one) => quoteLine(one, words)),
    ]),
  ]);
}

/** Claims without a heading first, then by heading in the order in which those appear. */
function groupsIn(claims: readonly Claim[]): [string, Claim[]][] {
  const groups = new Map<string, Claim[]>([['', []]]);
  for (const claim of claims) {
    const group = claim.group ?? '';
    groups.set(group, [...(groups.get(group) ?? []), claim]);
  }
  return [...groups].filter(([, ofGroup]) => ofGroup.length > 0);
}

function markOf({ status, marks = [], support }: Claim, words: Words): string {
  const isEdited = restsOnEdits({ support });
  if (status === 'supported' && !isEdited) return '';
  const why = status === 'supported' ? [] : marks.map((mark) => becauseOf(mark, words));
  if (isEdited) why.push(words.wordsEdited);
  const state = status === 'supported' ? words.edited : words[status];
  return [state, ...(why.length === 0 ? [] : [why.join('; ')])].map(printable).join(' – ');
}

/** Kinds are an open list: one without a sentence is shown as it is. */
function becauseOf({ kind, detail }: ClaimMark, { marks }: Words): string {
  const because = (Object.hasOwn(marks, kind) ? marks[kind] : undefined) ?? kind;
  return detail === '' ? because : `${because}: ${detail}`;
}

function quoteLine(support: Support, words: Words): OutlineLine {
  return {
    kind: 'quote',
    time: clock(support.start),
    speaker: printable(support.speaker ?? ''),
    quote: printable(support.quote),
    mark: quoteMark(support, words),
  };
}

function quoteMark({ match, changed }: Support, words: Words): string {
  if (match === 'none') return words.unsupported;
  return changed === true ? words.edited : '';
}

function outputLines({ output, outputMarks = [] }: Analysis, words: Words): OutlineLine[] {
  if (output === undefined) return [];
  const lines = JSON.stringify(output, undefined, 2).split('\n');
  const marks = outputMarks.map(({ path, ...mark }) => `${path} (${becauseOf(mark, words)})`);
  return [
    heading(words.output),
    ...lines.map((text) => ({ kind: 'code' as const, text: printableCode(text) })),
    ...(marks.length === 0 ? [] : [note(`${words.outputMarks}: ${marks.join('; ')}`)]),
  ];
}

/** With the spaces at its beginning. */
function printableCode(text: string): string {
  return `${/^ */.exec(text)?.[0] ?? ''}${printable(text)}`;
}

function restLines({ restsOn, model, status }: Analysis, words: Words): OutlineLine[] {
  const { fraction, chapters, missing } = restsOn;
  if (status === 'pending') return [];
  return [
    note(words.restsOn(Math.floor(fraction * 100), chapters.read, chapters.of)),
    ...missing.map((gap) => note(`${words.missing}: ${span(gap)} (${gap.because})`)),
    ...(status === 'completed' ? [note(words.madeBy(model))] : []),
  ];
}

function heading(text: string): OutlineLine {
  return { kind: 'heading', text: printable(text) };
}

function note(text: string): OutlineLine {
  return { kind: 'note', text: printable(text) };
}
