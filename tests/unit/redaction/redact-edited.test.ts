/** Redacted copies of texts that people edited. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { testSet } from '../../../bench/redact/test-set.ts';
import { applyVersions } from '../../../core/editing/apply-versions.ts';
import type { Edit } from '../../../core/editing/edit.ts';
import { editedSource } from '../../../core/editing/edited-source.ts';
import { machineDocument } from '../../../core/editing/machine-document.ts';
import type { RedactionDecisions } from '../../../core/redaction/found.ts';
import type { NameSpan } from '../../../core/redaction/name-spans.ts';
import { isGivenName } from '../../../core/redaction/known-names.ts';
import { Pseudonyms } from '../../../core/redaction/pseudonyms.ts';
import { redactEdited } from '../../../core/redaction/redact-edited.ts';
import { redactTranscript } from '../../../core/redaction/redact-transcript.ts';
import { asked, transcriptOf } from './planted.ts';

const SECRET = 'a secret of this test';
const NONE: RedactionDecisions = { reject: [], add: [] };

interface Given {
  style?: 'tag' | 'pseudonym';
  /** Versions that the copy before was made of. */
  before?: readonly (readonly Edit[])[];
  /** Decided about the first copy. */
  decisions?: RedactionDecisions;
  /** What the model for names found. */
  names?: readonly NameSpan[];
}

type Versions = readonly (readonly Edit[])[];

const numbered = (versions: Versions) =>
  versions.map((edits, nth) => ({ version: nth + 1, edits: [...edits] }));

/** The copies of these texts: the machine's, and after each further list of versions. */
function copiesOf(texts: readonly string[], lists: readonly Versions[], given: Given = {}) {
  const { style = 'tag', decisions = NONE, names } = given;
  const original = transcriptOf(texts);
  const first = redactTranscript({ ...original, names }, asked({ style }), SECRET);
  const machine = machineDocument(original.transcript);
  let was = { ...first, document: machine, reject: decisions.reject };
  for (const list of lists) {
    const now = applyVersions(machine, numbered(list));
    const made = redactEdited(
      {
        ...{ now, before: was.document, copy: was.transcript, found: was.found },
        speakers: editedSource(original.transcript, now).transcript.speakers,
      },
      { kinds: asked().kinds, decisions: { ...decisions, reject: was.reject } },
      new Pseudonyms(SECRET, style, isGivenName),
    );
    was = { ...was, ...made, document: now };
  }
  return { first, after: was };
}

const textsOf = ({ transcript }: { transcript: { segments: readonly { text: string }[] } }) =>
  transcript.segments.map(({ text }) => text);
const replace = (word: string, text: string): Edit => ({ op: 'replace', words: [word], text });

describe('the copy of an edited text', () => {
  test('has what was corrected; what was not has its times', () => {
    const texts = ['Vi talade om ritnigen med Anna Lindqvist.', 'Taket läcker.'];
    const { first, after } = copiesOf(texts, [[[replace('0.3', 'ritningen')]]]);
    expect(textsOf(after)[0]).toMatch(
      /^Vi talade om ritningen med \[NAMN-\w{4}\] \[NAMN-\w{4}\]\.$/,
    );
    expect(textsOf(after)[1]).toBe('Taket läcker.');
    expect(after.found).toEqual(first.found);
    const times = ({ words = [] }: typeof first.transcript) =>
      words.map(({ start, end }) => [start, end]);
    expect(times(after.transcript)).toEqual(times(first.transcript));
    expect(after.transcript.version).toBe(1);
    expect(JSON.stringify(after.cues)).not.toMatch(/Anna|Lindqvist/);
  });

  test('has no name and no number that an edit brings in; an equal one has the same pseudonym', () => {
    const texts = ['Sedan ringde Anna om taket.', 'Det är hans väska och nummer noll.'];
    const { after } = copiesOf(texts, [
      [[replace('1.2', 'Annas'), replace('1.6', '811218-9876.')]],
    ]);
    const [one = '', other = ''] = textsOf(after);
    const [, tag = ''] = /ringde (\[NAMN-\w{4}\]) om/.exec(one) ?? [];
    expect(tag).not.toBe('');
    expect(other).toMatch(/^Det är \[NAMN-\w{4}\]s väska och nummer \[PERSONNUMMER-\w{4}\]\.$/);
    expect(other).toContain(`${tag}s väska`);
    expect(after.found.map(({ text }) => text)).toEqual(['Anna', 'Annas', '811218-9876']);
    expect(after.found.map(({ segment }) => segment)).toEqual([0, 1, 1]);
  });

  test('keeps what the model for names found, also where it was mended or typed again', () => {
    const texts = ['Skruttan ringde om taket.', 'Sedan kom hon. Björk är ett träd.'];
    const names = [{ segment: 0, first: 0, last: 0, score: 0.9 }];
    const edits = [replace('0.3', 'dörren'), replace('1.2', 'Skruttan.')];
    const { first, after } = copiesOf(texts, [[edits]], { names });
    const [tag = ''] = /\[NAMN-\w{4}\]/.exec(textsOf(first)[0] ?? '') ?? [];
    expect(tag).not.toBe('');
    expect(textsOf(after)).toEqual([
      `${tag} ringde om dörren`,
      `Sedan kom ${tag}. Björk är ett träd.`,
    ]);

    const mended = copiesOf(texts, [[[replace('0.0', 'Skrotan')]]], { names }).after;
    expect(textsOf(mended)[0]).toMatch(/^\[NAMN-\w{4}\] ringde om taket\.$/);
    expect(mended.found).toMatchObject([{ text: 'Skrotan', by: 'model', confidence: 0.9 }]);
  });

  test('has a word that the model took for a name in one place as it is elsewhere', () => {
    const texts = ['Björk ringde.', 'En gammal Björk och en fura.'];
    const names = [{ segment: 0, first: 0, last: 0, score: 0.9 }];
    const { after } = copiesOf(texts, [[[replace('1.5', 'ek.')]]], { names });
    expect(textsOf(after)).toEqual([
      expect.stringMatching(/^\[NAMN-\w{4}\] ringde\.$/),
      'En gammal Björk och en ek.',
    ]);
  });

  test('keeps a mended name replaced that no rule knows any more', () => {
    const texts = ['Hon heter Brollan förresten.'];
    const { first, after } = copiesOf(texts, [
      [[replace('0.1', 'såg')], [replace('0.2', 'brallan')]],
    ]);
    expect(first.found.map(({ text }) => text)).toEqual(['Brollan']);
    expect(textsOf(after)[0]).toMatch(/^Hon såg \[NAMN-\w{4}\] förresten\.$/);
  });

  test('leaves what a person rejected, until that place is edited', () => {
    const texts = ['Sedan ringde Anna om taket.', 'Ja.'];
    const decisions = { reject: ['0.2'], add: [] };
    const list: Versions = [[replace('1.0', 'Jo.')]];
    const { after } = copiesOf(texts, [list], { decisions });
    expect(textsOf(after)).toEqual(['Sedan ringde Anna om taket.', 'Jo.']);
    const next = copiesOf(texts, [list, [...list, [replace('0.2', 'Karin Anna')]]], { decisions });
    expect(textsOf(next.after)[0]).not.toMatch(/Karin|Anna/);
    const another = copiesOf(
      ['Sedan ringde Anna Berg om taket.'],
      [[[replace('0.3', 'Lindqvist')]]],
      { decisions },
    );
    expect(textsOf(another.after)[0]).not.toMatch(/Anna|Lindqvist/);
    expect(another.after.reject).toEqual([]);
  });

  test('has no name that a person gave to a speaker, as label or as name', () => {
    const texts = ['Vi talade om taket.', 'Lindqvist ville inte.'];
    const { after } = copiesOf(texts, [
      [
        [
          { op: 'speaker', paragraph: '0', speaker: 'Anna' },
          { op: 'speaker', paragraph: '1', speaker: 'S2' },
          { op: 'name', speaker: 'S2', name: 'Maria Lindqvist' },
        ],
      ],
    ]);
    const { segments, speakers } = after.transcript;
    expect(segments.map(({ speaker }) => speaker)).toEqual([
      expect.stringMatching(/^\[NAMN-\w{4}\]$/),
      'S2',
    ]);
    expect(speakers).toEqual({ S2: expect.stringMatching(/^\[NAMN-\w{4}\] \[NAMN-\w{4}\]$/) });
    expect(JSON.stringify([after.transcript, after.cues])).not.toMatch(/Anna|Maria|Lindqvist/);
    expect(textsOf(after)[1]).toMatch(/^\[NAMN-\w{4}\] ville inte\.$/);
  });

  test('whose edits were all taken back is that of the machine', () => {
    const some = fc.array(fc.constantFrom(...testSet(5, 8)), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(some, fc.constantFrom('tag' as const, 'pseudonym' as const), (planted, style) => {
        const texts = planted.flatMap(({ segments }) => segments.map(({ text }) => text));
        const edit = [replace('0.0', 'Nja')];
        const { first, after } = copiesOf(texts, [[edit], [edit, [{ op: 'undo' }]]], { style });
        expect(textsOf(after)).toEqual(textsOf(first));
        expect(after.found.map(({ text, pseudonym }) => [text, pseudonym])).toEqual(
          first.found.map(({ text, pseudonym }) => [text, pseudonym]),
        );
      }),
      { numRuns: 60 },
    );
  });

  test('has nothing of what was found before, whatever stands around it by now', () => {
    const some = fc.array(fc.constantFrom(...testSet(6, 8)), { minLength: 1, maxLength: 3 });
    const others = fc.array(fc.nat(200), { maxLength: 6 });
    fc.assert(
      fc.property(some, others, (planted, at) => {
        const texts = planted.flatMap(({ segments }) => segments.map(({ text }) => text));
        const { found } = redactTranscript(transcriptOf(texts), asked(), SECRET);
        const { paragraphs } = machineDocument(transcriptOf(texts).transcript);
        const free = paragraphs
          .flatMap(({ words }) => words)
          .filter(({ start, end }) => !found.some((one) => start < one.end && one.start < end));
        const ids = new Set(at.flatMap((nth) => free[nth % Math.max(1, free.length)]?.id ?? []));
        const { first, after } = copiesOf(texts, [[...ids].map((id) => [replace(id, 'ja')])]);
        for (const one of first.found)
          expect(after.found.map(({ text }) => text)).toContain(one.text);
        const open = textsOf(after).join(' ').split(/\s+/u);
        const names = found.filter(({ kind }) => kind === 'name');
        for (const { text = '' } of names) {
          for (const word of text.split(' ')) expect(open).not.toContain(word);
        }
      }),
      { numRuns: 60 },
    );
  });
});
