import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Claim } from '../../../core/analysis/analysis.ts';
import { AnalysisRequest, ANALYSIS_PRESETS } from '../../../core/analysis/analysis-request.ts';
import { AnswerInvalid } from '../../../core/analysis/asking/answer-invalid.ts';
import { promptTokens, QuestionDoesNotFit } from '../../../core/analysis/asking/budget.ts';
import { readChapterAnswer } from '../../../core/analysis/asking/chapter-answer.ts';
import { lineTokens } from '../../../core/analysis/asking/chapter-cutter.ts';
import {
  chapterQuestion,
  instructionTokens,
} from '../../../core/analysis/asking/chapter-question.ts';
import { inOrder } from '../../../core/analysis/asking/claim-order.ts';
import { readReduceAnswer } from '../../../core/analysis/asking/reduce-answer.ts';
import { Reduction } from '../../../core/analysis/asking/reduction.ts';
import { repairQuestion } from '../../../core/analysis/asking/repair-question.ts';
import type { Question } from '../../../core/analysis/asking/question.ts';
import type { Segment } from '../../../core/transcript/transcript.ts';

const context = { language: 'sv', contextTokens: 4096 };
const SCHEMA = {
  type: 'object',
  properties: { total: { type: 'integer' } },
  required: ['total'],
  additionalProperties: false,
};

describe('a question about a chapter', () => {
  test('lists numbered lines between fences, and lets the model name these segments alone', () => {
    const segments = [segment(7, 'Hej.', 'L'), segment(9, 'Vi höjer till 300 kronor.')];
    const question = chapterQuestion({ preset: 'minutes' }, { segments, ...context });
    expect(question.user).toContain(
      '=== TRANSCRIPT ===\n[7] (L) Hej.\n[9] Vi höjer till 300 kronor.\n=== END OF TRANSCRIPT ===',
    );
    expect(question.schema).toMatchObject({
      properties: {
        claims: {
          items: {
            properties: {
              support: { items: { properties: { segment: { enum: [7, 9] } } } },
              group: { enum: ['decisions', 'discussion', 'next-steps'] },
            },
            additionalProperties: false,
          },
        },
      },
    });
  });

  test('speech cannot end the fence, begin a line, or write control tokens of a chat', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.constantFrom(
            '=== END OF TRANSCRIPT ===',
            '<|im_end|>',
            '[INST]',
            '\n[3] ',
            'hej',
            ' ',
            '\u2028',
          ),
        ),
        (pieces) => {
          const segments = [segment(0, pieces.join('')), segment(1, 'slut')];
          const { user } = chapterQuestion({ preset: 'summary' }, { segments, ...context });
          expect(user.split('\n').slice(0, 4)).toEqual([
            '=== TRANSCRIPT ===',
            expect.stringMatching(/^\[0\] ?[^<>[\]]*$/),
            '[1] slut',
            '=== END OF TRANSCRIPT ===',
          ]);
        },
      ),
    );
  });

  test.each([
    ['sv', undefined, 'på språket svenska'],
    ['en', undefined, 'in English'],
    ['de', undefined, 'in German'],
    ['en', 'sv', 'på språket svenska'],
    ['sv', 'jw', 'in Javanese'],
    ['', undefined, 'på språket svenska'],
  ] as const)('a recording in %j with language %j is answered %s', (language, asked, words) => {
    const request = AnalysisRequest.parse({ preset: 'summary', language: asked });
    const segments = [segment(0, 'hej')];
    const question = chapterQuestion(request, { segments, language, contextTokens: 4096 });
    expect(question.system).toContain(words);
  });

  test("has the caller's words and the fields of the form", () => {
    const schema = {
      type: 'object',
      properties: { who: { type: 'string', description: 'den som <|beslutar|>' } },
    };
    const { user } = chapterQuestion(
      { prompt: 'Rad ett\nrad två', schema },
      { segments: [segment(0, 'hej')], ...context },
    );
    expect(user).toContain('\nRad ett\nrad två\n');
    expect(user).toContain('who: string - den som ‹|beslutar|›');
  });

  test('fits the context with its answer, or is refused', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ANALYSIS_PRESETS),
        fc.integer({ min: 512, max: 6000 }),
        fc.array(fc.lorem({ maxCount: 30, size: 'max' }), {
          minLength: 1,
          maxLength: 60,
          size: 'max',
        }),
        (preset, contextTokens, texts) => {
          const segments = texts.map((text, id) => segment(id, text));
          const asked = () =>
            chapterQuestion({ preset }, { segments, language: 'sv', contextTokens });
          const lines = segments.reduce((sum, one) => sum + lineTokens(one), 0);
          const needed = instructionTokens([{ preset }], 'sv') + lines;
          if (needed > contextTokens - 200) expect(asked).toThrow(QuestionDoesNotFit);
          if (needed < contextTokens - 300) {
            const question = asked();
            expect(promptTokens(question) + question.maxTokens).toBeLessThan(contextTokens);
          }
        },
      ),
    );
  });

  test('is asked again with what was wrong, within the same context', () => {
    const question = chapterQuestion(
      { preset: 'summary' },
      { segments: [segment(0, 'hej')], ...context },
    );
    const repair = repairQuestion(question, '<|im_start|>nonsense', 'it is not JSON');
    expect(repair.user).toMatch(/it is not JSON\n[^]*‹\|im_start\|›nonsense/);
    expect(promptTokens(repair) + repair.maxTokens).toBeLessThanOrEqual(
      promptTokens(question) + question.maxTokens + 1,
    );
    expect(repair.schema).toEqual(question.schema);
  });
});

describe('an answer to it', () => {
  const question = chapterQuestion(
    { preset: 'questions' },
    { segments: [segment(0, 'hej')], ...context },
  );
  const claim = {
    text: 'Hon frågade.',
    support: [{ segment: 0, quote: 'hej' }],
    group: 'answered',
  };

  test('is read, with the whitespace and the code fence of models without a grammar', () => {
    const answer = `\`\`\`json\n${JSON.stringify({ claims: [claim] }, undefined, 2)}\n\`\`\``;
    expect(readChapterAnswer(answer, question)).toEqual({ claims: [claim] });
  });

  test('keeps claims about segments that do not exist: the proof marks them', () => {
    const unknown = { ...claim, support: [{ segment: 99, quote: 'aldrig' }] };
    const { claims } = readChapterAnswer(JSON.stringify({ claims: [unknown] }), question);
    expect(claims).toEqual([unknown]);
  });

  test('has no control characters, no reversed writing, no unknown groups, no empty claims', () => {
    const odd = { ...claim, text: 'Hon\u0007 \u202efrågade.\n', group: 'secrets' };
    const answer = JSON.stringify({ claims: [odd, { ...claim, text: ' \u200b' }] });
    expect(readChapterAnswer(answer, question)).toEqual({
      claims: [{ text: 'Hon frågade.', support: claim.support }],
    });
  });

  test.each([
    ['', 'it is not JSON'],
    ['{"claims": [', 'it is not JSON'],
    ['ingen JSON alls', 'it is not JSON'],
    ['{"answer": 1}', '/claims: '],
    ['{"claims": [{"text": 5, "support": []}]}', '/claims/0/text: '],
    ['{"claims": [{"text": "a", "support": [{"segment": "0", "quote": ""}]}]}', '/segment: '],
    [`${'['.repeat(40)}${']'.repeat(40)}`, 'deeper than 32'],
    ['x'.repeat(300_000), 'longer than'],
  ])('%.30j is not usable', (answer, why) => {
    expect(() => readChapterAnswer(answer, question)).toThrow(AnswerInvalid);
    expect(() => readChapterAnswer(answer, question)).toThrow(why);
  });
});

describe('claims of several chapters', () => {
  test('are chosen and joined, with the support of all that they rest on', () => {
    const claims = [claim('A', 0), claim('B', 1), claim('never said', 1, 'unsupported')];
    const reduction = new Reduction({ preset: 'summary' }, { claims, ...context });
    const [question, ...others] = reduction.next();
    expect(others).toEqual([]);
    expect(question?.user).toContain('[1] A\n[2] B\n=== END');
    expect(question?.user).not.toContain('never said');
    answerAll(reduction, [question], [{ text: 'A och B', from: [2, 1] }]);
    expect(reduction.next()).toEqual([]);
    expect(reduction.result()).toEqual({
      claims: [
        {
          text: 'A och B',
          support: [
            { segment: 1, quote: 'B' },
            { segment: 0, quote: 'A' },
          ],
          chapter: 1,
        },
      ],
      untouched: [claims[2]],
    });
  });

  test('of one chapter, and titles of chapters, are asked nothing', () => {
    const one = [claim('A', 0), claim('B', 0)];
    expect(new Reduction({ preset: 'summary' }, { claims: one, ...context }).next()).toEqual([]);
    const many = [claim('A', 0), claim('B', 1)];
    const titles = new Reduction({ preset: 'chapters' }, { claims: many, ...context });
    expect(titles.next()).toEqual([]);
    expect(titles.result().claims.map(({ text }) => text)).toEqual(['A', 'B']);
  });

  test('for lists, those that the model forgot stay', () => {
    const claims = [claim('A', 0), claim('B', 1), claim('C', 1)];
    const reduction = new Reduction({ preset: 'actions' }, { claims, ...context });
    answerAll(reduction, reduction.next(), [{ text: 'A, C', from: [1, 3] }]);
    expect(reduction.next()).toEqual([]);
    expect(reduction.result().claims.map(({ text }) => text)).toEqual(['A, C', 'B']);
  });

  test('in any number end in one answer', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...ANALYSIS_PRESETS),
        fc.boolean(),
        fc.array(fc.lorem({ maxCount: 20, size: 'max' }), { maxLength: 200, size: 'max' }),
        (preset, structured, texts) => {
          const claims = texts.map((text, index) => claim(text, index));
          const request = { preset, ...(structured && { schema: SCHEMA }) };
          const reduction = new Reduction(request, { claims, language: 'sv', contextTokens: 2000 });
          let rounds = 0;
          for (let round = reduction.next(); round.length > 0; round = reduction.next()) {
            for (const asked of round) {
              expect(promptTokens(asked) + asked.maxTokens).toBeLessThanOrEqual(2000);
            }
            answerAll(reduction, round, [{ text: 'x', from: [1] }]);
            expect(++rounds).toBeLessThan(20);
          }
          const { claims: reduced, output } = reduction.result();
          expect(output).toEqual(structured ? { total: 3 } : undefined);
          if (preset !== 'summary') expect(reduced.length).toBe(claims.length);
          else expect(reduced.length > 0).toBe(claims.length > 0);
        },
      ),
      { numRuns: 30 },
    );
  });

  test.each([
    ['{"claims": []}', '/claims'],
    ['{"claims": [{"text": "x", "from": [3]}]}', '/claims/0/from/0'],
    ['{"claims": [{"text": "x", "from": []}]}', '/claims/0/from'],
    ['{"claims": [{"text": " ", "from": [1]}]}', '/claims/0/text'],
  ])('cannot be answered %s', (answer, why) => {
    const claims = [claim('A', 0), claim('B', 1)];
    const [question] = new Reduction({ preset: 'summary' }, { claims, ...context }).next();
    expect(() => readReduceAnswer(answer, question as Question)).toThrow(why);
  });

  test.each([
    ['{"total": "3"}', '/total: must be integer'],
    ['{}', "must have required property 'total'"],
    ['{"total": 3, "more": 1}', 'must NOT have additional properties'],
    ['[]', '/: must be object'],
  ])('a form cannot be filled in with %s', (answer, why) => {
    const request = { schema: SCHEMA };
    const [question] = new Reduction(request, { claims: [claim('A', 0)], ...context }).next();
    expect(() => readReduceAnswer(answer, question as Question)).toThrow(AnswerInvalid);
    expect(() => readReduceAnswer(answer, question as Question)).toThrow(why);
  });
});

test('lists follow the recording, with unsupported claims in their place; a summary does not', () => {
  const late = { ...claim('late', 0), support: claim('', 0).support.map(at(8)) };
  const claims = [claim('second', 1), late, { ...claim('no time', 0, 'unsupported'), support: [] }];
  const all = [...claims, claim('first', 0, 'unsupported')];
  expect(inOrder(all, { preset: 'actions' }).map(({ text }) => text)).toEqual([
    ...['first', 'late', 'no time', 'second'],
  ]);
  expect(inOrder(all, { preset: 'summary' })).toEqual(all);
});

test('the grammar of a form has no fields but those that the caller names', () => {
  const item = {
    type: 'object',
    properties: { b: { anyOf: [{ type: 'object', properties: {} }] } },
  };
  const schema = {
    type: 'object',
    properties: { a: { type: 'array', items: item }, free: { type: 'object' } },
    additionalProperties: true,
  };
  const [question] = new Reduction({ schema }, { claims: [claim('A', 0)], ...context }).next();
  expect(question?.schema).toEqual({
    ...schema,
    properties: {
      a: {
        type: 'array',
        items: {
          type: 'object',
          properties: {
            b: { anyOf: [{ type: 'object', properties: {}, additionalProperties: false }] },
          },
          additionalProperties: false,
        },
      },
      free: { type: 'object' },
    },
  });
});

function segment(id: number, text: string, speaker?: string): Segment {
  const times = { start: id * 2, end: id * 2 + 2 };
  return { id, ...times, text, confidence: 0.9, flags: [], ...(speaker && { speaker }) };
}

function claim(text: string, chapter: number, status: Claim['status'] = 'supported'): Claim {
  const support = [{ segment: chapter, start: 0, end: 1, quote: text, match: 'exact' as const }];
  return { text, status, support, chapter };
}

function at(start: number) {
  return (support: Claim['support'][number]) => ({ ...support, start });
}

/** Answers each question of a round as a model would that writes the same every time. */
function answerAll(
  reduction: Reduction,
  round: readonly (Question | undefined)[],
  claims: unknown,
) {
  const answers = round.flatMap((question) => {
    if (question === undefined) return [];
    const answer = question.expects.kind === 'output' ? { total: 3 } : { claims };
    return [readReduceAnswer(JSON.stringify(answer), question)];
  });
  reduction.take(answers);
}
