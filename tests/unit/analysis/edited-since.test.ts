/** Analyses whose quoted words people have edited since. */
import { unzipSync, strFromU8 } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { AnalysisDocument, Claim } from '../../../core/analysis/analysis.ts';
import { AnalysisDocument as Document } from '../../../core/analysis/analysis.ts';
import { analysesDocx } from '../../../core/analysis/documents/docx.ts';
import { renderAnalyses } from '../../../core/analysis/documents/render-analyses.ts';
import { markEdited } from '../../../core/analysis/edited-since.ts';
import { applyVersions } from '../../../core/editing/apply-versions.ts';
import type { Edit } from '../../../core/editing/edit.ts';
import { machineDocument } from '../../../core/editing/machine-document.ts';

const BASE = { confidence: 1, flags: [] };
const SEGMENTS = [
  { ...BASE, id: 0, start: 0, end: 4, speaker: 'L', text: 'Vi börjar klockan nie.' },
  { ...BASE, id: 1, start: 1, end: 4, speaker: 'R', text: 'Ja det blir bra.' },
  { ...BASE, id: 2, start: 5, end: 7, speaker: 'L', text: 'Avgiften är trettio.' },
];
const WORDS = SEGMENTS.flatMap(({ start, end, text }) => {
  const words = text.split(' ');
  const each = (end - start) / words.length;
  return words.map((word, nth) => ({
    ...{ word, start: start + nth * each, end: start + (nth + 1) * each, probability: 1 },
  }));
});
const machine = machineDocument({ segments: SEGMENTS, words: WORDS });

const CLAIMS: Claim[] = [
  {
    ...{ text: 'Mötet börjar nio.', status: 'supported' },
    support: [{ segment: 0, start: 2, end: 4, quote: 'klockan nie', match: 'exact' }],
  },
  {
    ...{ text: 'Avgiften är 30.', status: 'doubtful', marks: [{ kind: 'number', detail: '30' }] },
    support: [{ segment: 2, start: 5, end: 7, quote: 'avgiften är trettio', match: 'exact' }],
  },
  {
    ...{ text: 'Alla är eniga.', status: 'unsupported' },
    support: [{ segment: 0, start: 0, end: 4, quote: 'alla eniga', match: 'none' }],
  },
];

const DOCUMENT: AnalysisDocument = {
  ...{ jobId: 'job-0123456789abcdef01234567', complete: true },
  analyses: [
    {
      ...{ preset: 'summary', status: 'completed', language: 'sv', model: 'm', text: '' },
      ...{ claims: CLAIMS, chapters: [], tokens: { prompt: 1, completion: 1 }, timings: {} },
      restsOn: { readSeconds: 7, fraction: 1, chapters: { read: 1, of: 1 }, missing: [] },
    },
  ],
};

function after(...edits: Edit[]): AnalysisDocument {
  return markEdited(DOCUMENT, { machine, edited: applyVersions(machine, [{ version: 1, edits }]) });
}

/** Which of the claims rest on edited words. */
const changedIn = ({ analyses }: AnalysisDocument) =>
  analyses[0]?.claims.map(({ support }) => support[0]?.changed ?? false);

const NINE: Edit = { op: 'replace', words: ['0.3'], text: 'nio.' };

describe('a claim rests on edited words', () => {
  test('if one of its quoted words was replaced or removed', () => {
    expect(changedIn(after(NINE))).toEqual([true, false, false]);
    const removed = after({ op: 'replace', words: ['2.1'], text: '' });
    expect(changedIn(removed)).toEqual([false, true, false]);
    expect(removed.edited).toEqual({ version: 1, claims: 1 });
    expect(Document.parse(removed)).toEqual(removed);
  });

  test('if words were inserted between those quoted, not beside them', () => {
    const insert = (beside: string): Edit => ({
      op: 'insert',
      beside,
      side: 'after',
      text: 'inte',
    });
    expect(changedIn(after(insert('2.1')))).toEqual([false, true, false]);
    expect(changedIn(after(insert('0.1')))).toEqual([false, false, false]);
    expect(changedIn(after(insert('2.2')))).toEqual([false, false, false]);
  });

  test('not by words beside the quote, or that another speaker says meanwhile', () => {
    const words: Edit[] = [
      { op: 'replace', words: ['0.0'], text: 'De' },
      { op: 'replace', words: ['1.2', '1.3'], text: 'går dåligt' },
    ];
    const none = after(...words);
    expect(changedIn(none)).toEqual([false, false, false]);
    expect(none.edited).toEqual({ version: 1, claims: 0 });
  });

  test('not by case, punctuation, paragraphs and speakers', () => {
    const same = after(
      { op: 'replace', words: ['0.2', '0.3'], text: 'Klockan "Nie"!' },
      { op: 'split', before: '2.1' },
      { op: 'speaker', paragraph: '2', speaker: 'R' },
    );
    expect(changedIn(same)).toEqual([false, false, false]);
  });

  test('no longer if the words are as they were', () => {
    const again = after(NINE, { op: 'replace', words: ['e1.0'], text: 'nie.' });
    expect(changedIn(again)).toEqual([false, false, false]);
  });

  test('what a machine has marked itself does not count', () => {
    const forged = structuredClone(DOCUMENT);
    for (const { support } of forged.analyses[0]?.claims ?? []) {
      for (const one of support) one.changed = true;
    }
    const edited = applyVersions(machine, [{ version: 1, edits: [NINE] }]);
    expect(changedIn(markEdited(forged, { machine, edited }))).toEqual([true, false, false]);
  });
});

describe('every document says so', () => {
  const edits: Edit[] = [NINE, { op: 'replace', words: ['2.2'], text: 'tre.' }];

  test('txt', () => {
    const text = renderAnalyses(after(...edits), 'txt');
    expect(text)
      .toContain(`- [REDIGERAT – de citerade orden har ändrats i utskriften] Mötet börjar nio.
    00:00:02 "klockan nie" [REDIGERAT]
- [TVEKSAMT – talet finns inte i citatet: 30; de citerade orden har ändrats i utskriften] Avgiften är 30.
    00:00:05 "avgiften är trettio" [REDIGERAT]
- [SAKNAR STÖD] Alla är eniga.
    00:00:00 "alla eniga" [SAKNAR STÖD]`);
  });

  test('md', () => {
    const text = renderAnalyses(after(...edits), 'md');
    expect(text).toContain(
      '- **\\[REDIGERAT – de citerade orden har ändrats i utskriften\\]** Mötet',
    );
  });

  test('docx', async () => {
    const parts = unzipSync(await analysesDocx(after(...edits)));
    const xml = strFromU8(parts['word/document.xml'] ?? new Uint8Array());
    expect(xml).toContain('[REDIGERAT – de citerade orden har ändrats i utskriften] ');
    expect(xml).toContain('"klockan nie" [REDIGERAT]');
  });

  test('and not where nothing was edited', () => {
    expect(renderAnalyses(DOCUMENT, 'txt')).not.toContain('REDIGERAT');
  });
});
