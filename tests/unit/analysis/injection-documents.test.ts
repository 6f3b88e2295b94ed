/** What a model writes when it obeys a recording is text in every document: no markup, link or control character. */
import { strFromU8, unzipSync } from 'fflate';
import { parsers } from 'prettier/plugins/markdown';
import { expect, test } from 'vitest';
import { spokenInjections } from '../../../bench/analysis/injections.ts';
import type { Analysis, Claim } from '../../../core/analysis/analysis.ts';
import { analysesDocx } from '../../../core/analysis/documents/docx.ts';
import { renderAnalyses } from '../../../core/analysis/documents/render-analyses.ts';

interface Node {
  type: string;
  children?: Node[];
}

/** A bell, an escape sequence, a nul, a line and a paragraph separator, and a right-to-left override. */
const CONTROLS = '\u0007\u001b[31m\u0000\u2028\u2029\u202e';
const SPOILS = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

const claims: Claim[] = spokenInjections().flatMap(({ injection, segment }) =>
  injection.obeys.map((text) => ({
    text: `${text}${CONTROLS}`,
    status: 'unsupported' as const,
    group: 'decisions',
    marks: [{ kind: 'unrelated', detail: text.slice(0, 200) }],
    support: [
      {
        segment,
        start: 1,
        end: 2,
        quote: `${injection.spoken}\n${CONTROLS}`,
        match: 'none' as const,
      },
    ],
  })),
);
const analysis: Analysis = {
  preset: 'summary',
  status: 'completed',
  language: 'sv',
  model: 'tiny-llm',
  text: '',
  claims,
  chapters: [],
  restsOn: { readSeconds: 1, fraction: 1, chapters: { read: 1, of: 1 }, missing: [] },
  tokens: { prompt: 1, completion: 1 },
  timings: {},
};
const document = { jobId: 'a job', complete: true, analyses: [analysis] };

test('Markdown has headings and lists of ours, and nothing of the model’s', () => {
  const shown = renderAnalyses(document, 'md');
  const types = new Set(typesIn(parsers.markdown.parse(shown, {} as never) as Node));
  const ours = ['heading', 'list', 'listItem', 'paragraph', 'root', 'sentence', 'strong'];
  const text = ['text', 'word', 'whitespace', 'break'];
  expect([...types].filter((type) => ![...ours, ...text].includes(type))).toEqual([]);
});

test.each(['md', 'txt'] as const)(
  '%s has no control character, and no line of the model’s',
  (format) => {
    const lines = renderAnalyses(document, format).split('\n');
    expect(lines.filter((line) => SPOILS.test(line))).toEqual([]);
    for (const line of lines.filter((one) => one.includes('HACK')))
      expect(line).toMatch(/^\s*-? ?/);
    expect(lines.length).toBeLessThan(3 * claims.length);
  },
);

test('a Word document has all of it as text', async () => {
  const files = unzipSync(await analysesDocx(document));
  const xml = strFromU8(files['word/document.xml'] ?? new Uint8Array());
  expect(xml).not.toMatch(SPOILS_BUT_LINES);
  expect(xml).not.toMatch(/<(script|img|iframe|style|a|w:hyperlink|w:fldSimple|w:instrText)[\s>]/);
  expect(xml).toContain('&lt;script&gt;');
  const relations = Object.entries(files).filter(([name]) => name.endsWith('.rels'));
  for (const [name, bytes] of relations) {
    expect(strFromU8(bytes), name).not.toContain('TargetMode="External"');
  }
});

test('JSON has it as it was written, for programs', () => {
  expect(JSON.parse(renderAnalyses(document, 'json'))).toEqual(document);
});

const SPOILS_BUT_LINES = /[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069](?<!\n)/u;

function typesIn({ type, children = [] }: Node): string[] {
  return [type, ...children.flatMap(typesIn)];
}
