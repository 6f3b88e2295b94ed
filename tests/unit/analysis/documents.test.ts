import fc from 'fast-check';
import { parsers } from 'prettier/plugins/markdown';
import { describe, expect, test } from 'vitest';
import type { Analysis, AnalysisDocument } from '../../../core/analysis/analysis.ts';
import { analysisError } from '../../../core/analysis/analysis-errors.ts';
import { analysisText } from '../../../core/analysis/documents/analysis-text.ts';
import { analysesDocx } from '../../../core/analysis/documents/docx.ts';
import { renderAnalyses } from '../../../core/analysis/documents/render-analyses.ts';
import { openedWord as opened } from '../../support/open-word.ts';

const MINUTES: Analysis = {
  preset: 'minutes',
  status: 'completed',
  language: 'sv',
  model: 'small-instruct',
  text: '',
  claims: [
    {
      text: 'Avgiften höjs till 300 kronor.',
      status: 'supported',
      group: 'decisions',
      support: [
        {
          ...{ segment: 4, start: 3723.9, end: 3726, match: 'exact', speaker: 'L' },
          quote: 'vi höjer till trehundra',
        },
      ],
    },
    {
      text: 'Lisa ringer 7 kunder.',
      status: 'doubtful',
      group: 'next-steps',
      support: [
        { segment: 5, start: 62, end: 63, match: 'aligned', similarity: 0.9, quote: 'Lisa ringer' },
      ],
      marks: [{ kind: 'number', detail: '7' }],
    },
    {
      text: 'Alla röstade ja.',
      status: 'unsupported',
      group: 'decisions',
      support: [{ segment: 5, start: 60, end: 64, match: 'none', quote: 'alla röstade' }],
      marks: [{ kind: 'quote-not-found', detail: '' }],
    },
  ],
  chapters: [],
  output: { avgift: 300 },
  outputMarks: [{ path: '/avgift', kind: 'number', detail: '300' }],
  restsOn: {
    readSeconds: 900,
    fraction: 0.759,
    chapters: { read: 3, of: 4 },
    missing: [{ start: 900, end: 1200, because: 'AnalysisInvalid' }],
  },
  tokens: { prompt: 1, completion: 1 },
  timings: {},
};

describe('text', () => {
  test('has claims by heading, with times, speakers, marks and what was not read', () => {
    expect(renderAnalyses(documentOf(MINUTES), 'txt')).toBe(`Protokoll
=========

Beslut
------
- Avgiften höjs till 300 kronor.
    01:02:03 L: "vi höjer till trehundra"
- [SAKNAR STÖD – citatet finns inte i utskriften] Alla röstade ja.
    00:01:00 "alla röstade" [SAKNAR STÖD]

Nästa steg
----------
- [TVEKSAMT – talet finns inte i citatet: 7] Lisa ringer 7 kunder.
    00:01:02 "Lisa ringer"

Formulär
--------
{
  "avgift": 300
}

Värden som inte finns i de citerade orden: /avgift (talet finns inte i citatet: 300)

Bygger på 75 % av det som sägs (3 av 4 avsnitt).

Inte läst: 00:15:00–00:20:00 (AnalysisInvalid)

Skriven av språkmodellen small-instruct. Varje citat är sökt i utskriften av ett program.
`);
  });

  test('of the field `text` has the claims alone', () => {
    expect(analysisText(MINUTES)).toBe(`Beslut
- Avgiften höjs till 300 kronor.
- [SAKNAR STÖD – citatet finns inte i utskriften] Alla röstade ja.
Nästa steg
- [TVEKSAMT – talet finns inte i citatet: 7] Lisa ringer 7 kunder.`);
  });

  test('is English for every other language', () => {
    const text = renderAnalyses(documentOf({ ...MINUTES, language: 'de' }), 'txt');
    expect(text).toMatch(
      /^Minutes\n[^]*\[UNSUPPORTED – the quote is not in the transcript\][^]*Rests on 75 %/,
    );
  });

  test('begins with what is to be known of the whole', () => {
    const noted = { ...MINUTES, note: "The model's makers do not list this language." };
    expect(renderAnalyses(documentOf(noted), 'txt')).toMatch(
      /^Protokoll\n=+\n\nThe model's makers do not list this language\.\n/,
    );
  });

  test('says what became of an analysis that failed, or is not ready', () => {
    const failed: Analysis = {
      ...{ ...MINUTES, preset: 'summary', status: 'failed', claims: [], output: undefined },
      error: analysisError('AnalysisCrashed'),
    };
    const pending: Analysis = { ...failed, status: 'pending', error: undefined };
    const text = renderAnalyses(documentOf(failed, pending), 'txt');
    expect(text).toContain('Analysen misslyckades: AnalysisCrashed. The program');
    expect(text).toContain('Inte klar ännu.');
  });
});

const MARKUP = [
  ...[
    '<script>alert(1)</script>',
    '<b>',
    '[länk](https://ex.se)',
    '![bild](x.png)',
    '# Rubrik',
    '- ',
  ],
  ...['1. ', '2) ', '> ', '```', '~~~', '    ', '\t', '\n\n', '---', '===', '| a | b |\n|---|---|'],
  ...[
    'https://ex.se/a',
    'www.ex.se',
    'a@ex.se',
    '<https://ex.se>',
    '&lt;',
    '&#60;',
    '**',
    '__',
    '`',
  ],
  ...[
    '\\',
    '[^1]',
    '[1]: http://x',
    '~~a~~',
    '$x$',
    '\u0000',
    '\u001b[31m',
    '\u202e',
    '\ud800',
    '\ufffe',
  ],
  ...['ord', ' ', '.', '"', '&', '<w:p>', ']]>', 'å', '😀', '\r\n', '\u2028', '\f'],
];
const hostile = fc.array(fc.constantFrom(...MARKUP), { maxLength: 8 }).map((all) => all.join(''));
const ALLOWED = ['code', 'heading', 'list', 'listItem', 'paragraph', 'root', 'strong', 'text'];

describe('Markdown', () => {
  test('shows times, quotes and marks', () => {
    const md = renderAnalyses(documentOf(MINUTES), 'md');
    expect(md).toContain(
      '## Beslut\n\n- Avgiften höjs till 300 kronor.\n  - 01:02:03 L: "vi höjer',
    );
    expect(md).toContain(
      '- **\\[TVEKSAMT – talet finns inte i citatet: 7\\]** Lisa ringer 7 kunder.',
    );
  });

  test('has no markup of what was said or written, in any of its texts', () => {
    fc.assert(
      fc.property(hostile, hostile, (text, quote) => {
        const analysis = hostileAnalysis(text, quote);
        const tree = parsed(renderAnalyses(documentOf(analysis), 'md'));
        const kinds = [...nodesIn(tree)];
        expect(ALLOWED).toEqual(expect.arrayContaining([...new Set(kinds)]));
        expect(count(kinds, 'heading')).toBe(2);
        expect(count(kinds, 'listItem')).toBe(3);
        expect(count(kinds, 'strong')).toBe(1);
        expect(count(kinds, 'code')).toBe(1);
      }),
      { numRuns: 200 },
    );
  });
});

describe('Word', () => {
  test('is opened, with the paragraphs of the text in their styles', async () => {
    const [paragraphs] = opened([await analysesDocx(documentOf(MINUTES))]);
    expect(paragraphs?.slice(0, 5)).toEqual([
      ['Title', 'Protokoll'],
      ['Heading1', 'Beslut'],
      ['ListBullet', 'Avgiften höjs till 300 kronor.'],
      ['ListBullet', '01:02:03 L: "vi höjer till trehundra"'],
      ['ListBullet', '[SAKNAR STÖD – citatet finns inte i utskriften] Alla röstade ja.'],
    ]);
  });

  test('is opened with any text in it', async () => {
    const texts = fc.sample(fc.oneof(hostile, fc.string({ unit: 'binary' })), {
      numRuns: 60,
      seed: 1,
    });
    const files = await Promise.all(
      texts.map((text) => analysesDocx(documentOf(hostileAnalysis(text, text)))),
    );
    for (const paragraphs of opened(files)) {
      expect(paragraphs.filter(([style]) => style === 'Title')).toHaveLength(1);
      expect(paragraphs.filter(([style]) => style === 'ListBullet')).toHaveLength(3);
    }
  });

  test('of the same analysis is the same', async () => {
    const [one, other] = [MINUTES, MINUTES].map((of) => analysesDocx(documentOf(of)));
    expect(await one).toEqual(await other);
  });
});

function documentOf(...analyses: Analysis[]): AnalysisDocument {
  return { jobId: 'job', complete: true, analyses };
}

function hostileAnalysis(text: string, quote: string): Analysis {
  return {
    ...MINUTES,
    claims: [
      {
        ...{ text, status: 'doubtful', marks: [{ kind: 'name', detail: quote }] },
        support: [{ segment: 0, start: 1, end: 2, quote, match: 'none', speaker: text }],
      },
      // Its text is the first of its line.
      { text: `${text}.`, status: 'supported', support: [] },
    ],
    output: { text, quote: [quote] },
    outputMarks: [{ path: `/${text}`, kind: 'name', detail: quote }],
    restsOn: { ...MINUTES.restsOn, missing: [{ start: 0, end: 1, because: text }] },
  };
}

interface Node {
  type: string;
  children?: Node[];
}

/** By prettier's reader, which knows GitHub's links of bare addresses too. */
function parsed(md: string): Node {
  return parsers.markdown.parse(md, {} as never) as Node;
}

function* nodesIn(node: Node): Generator<string> {
  yield node.type;
  for (const child of node.children ?? []) yield* nodesIn(child);
}

function count(kinds: readonly string[], kind: string): number {
  return kinds.filter((one) => one === kind).length;
}
