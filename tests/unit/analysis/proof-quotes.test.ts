import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Evidence } from '../../../core/analysis/proof/evidence.ts';
import { findQuote } from '../../../core/analysis/proof/lookup/find-quote.ts';
import { evidenceOf, spoken } from './spoken.ts';

const MEETING = [
  { text: 'Då öppnar jag mötet. Välkomna allihop.', speaker: 'L' },
  { text: 'Vi har fått in tre anbud på takbytet,', speaker: 'R' },
  { text: 'och det lägsta kommer från Berglunds Bygg på 420 000 kronor.', speaker: 'R' },
  { text: 'Det är för dyrt. Vi kan inte betala mer än 2,5 procent av budgeten.', speaker: 'L' },
  { text: 'IT-avdelningen ber om två nya servrar till hösten.', speaker: 'R' },
];

function find(quote: string, segment: number, lines = MEETING) {
  return findQuote({ segment, quote }, evidenceOf(lines)).support;
}

describe('a quote word for word', () => {
  test('has the times, the speaker and the confidence of its words', () => {
    expect(find('det lägsta kommer', 2)).toEqual({
      segment: 2,
      start: 15,
      end: 17.9,
      quote: 'det lägsta kommer',
      match: 'exact',
      speaker: 'R',
      confidence: expect.closeTo(0.9) as number,
    });
  });

  test.each([
    ['VÄLKOMNA, allihop!', 0],
    ['it avdelningen ber', 4],
    ['mer än 2.5 procent', 3],
    ['på 420\u00a0000 kronor', 2],
    ['takbytet och det lägsta', 1],
    ['Då öppnar jag mo\u0308tet'.replace('mo\u0308', 'mö'.normalize('NFD')), 0],
  ])('%s: case, punctuation, spaces and hyphens do not matter', (quote, segment) => {
    expect(find(quote, segment)).toMatchObject({ match: 'exact', segment });
  });

  test('of another segment than the cited one gets its true segment', () => {
    expect(find('Vi har fått in tre anbud', 4)).toMatchObject({
      match: 'exact',
      segment: 1,
      start: 6,
    });
    expect(find('Vi har fått in tre anbud', 99)).toMatchObject({ match: 'exact', segment: 1 });
  });

  test('that is said several times is the one nearest to the cited segment', () => {
    const lines = ['ja tack', 'något annat', 'ja tack', 'mer', 'mer', 'ja tack'];
    expect(find('ja tack', 3, lines as never)).toMatchObject({ segment: 2 });
  });

  test('without word times has those of its segments', () => {
    const evidence = new Evidence({ ...spoken(MEETING), words: [] });
    const { support } = findQuote({ segment: 1, quote: 'takbytet, och det lägsta' }, evidence);
    expect(support).toMatchObject({ start: 6, end: 24.9, confidence: 0.8 });
  });

  test('is found although a tokenizer divided a number among words', () => {
    const segment = {
      id: 0,
      start: 0,
      end: 4,
      text: 'Det är 2,5 procent.',
      confidence: 1,
      flags: [],
    };
    const words = [' Det', ' är', ' 2', ',5', ' procent.'].map((word, at) => ({
      ...{ word, start: at, end: at + 0.5, probability: 0.5 },
    }));
    const evidence = new Evidence({ segments: [segment], words, language: 'sv' });
    const { support } = findQuote({ segment: 0, quote: '2,5 procent' }, evidence);
    expect(support).toMatchObject({ match: 'exact', start: 2, end: 4.5 });
  });

  test('of one speaker has the times of that speaker where two talk at once', () => {
    const of = {
      segments: [
        { id: 0, start: 0, end: 4, text: 'vi tar ja det', speaker: 'L', confidence: 1, flags: [] },
        { id: 1, start: 0.4, end: 3, text: 'ja ja precis', speaker: 'R', confidence: 1, flags: [] },
      ],
      words: [
        ...['vi', 'tar', 'ja', 'det'].map((word, at) => ({
          word,
          start: at,
          end: at + 0.3,
          probability: 1,
        })),
        ...['ja', 'ja', 'precis'].map((word, at) => ({
          word,
          start: at + 0.4,
          end: at + 0.8,
          probability: 1,
        })),
      ].sort((a, b) => a.start - b.start),
      language: 'sv',
    };
    const { support } = findQuote({ segment: 1, quote: 'precis' }, new Evidence(of));
    expect(support).toMatchObject({ start: 2.4, speaker: 'R' });
  });
});

describe('a quote of which some words differ', () => {
  test('is aligned, with its similarity', () => {
    const found = find('Vi har fått in tre anbuden på takbytet', 1);
    expect(found).toMatchObject({ match: 'aligned', segment: 1, start: 6, similarity: 1 });
    expect(find('IT-avdelningen ber alltså om två nya servrar till hösten', 4)).toMatchObject({
      match: 'aligned',
      similarity: expect.closeTo(0.9) as number,
    });
  });

  test('is found in the whole transcript', () => {
    expect(find('vi har fått in tre anbud för takbytet', 4)).toMatchObject({
      match: 'aligned',
      segment: 1,
    });
  });

  test('has its numbers in words or in digits', () => {
    expect(find('Vi har fått in 3 anbud på takbytet', 1)).toMatchObject({
      match: 'aligned',
      segment: 1,
    });
  });

  test.each([
    ['a number', 'Vi har fått in fyra anbud på takbytet'],
    ['a name', 'det lägsta kommer från Bergmans Bygg på 420 000 kronor'],
    ['a negation that is added', 'Vi har inte fått in tre anbud på takbytet'],
    ['a negation that is left out', 'Vi kan betala mer än 2,5 procent av budgeten'],
    ['too many words', 'Vi har fått in tre offerter om garaget'],
    ['all words', 'Kommunen lägger ner simhallen'],
    ['the sense, by a prefix', 'IT-avdelningen ber om två onya servrar'],
  ])('is not found over %s', (_what, quote) => {
    expect(find(quote, 1).match).toBe('none');
  });
});

const word = fc.stringMatching(/^[a-zåäö]{1,8}$/u);
const lines = fc.array(fc.array(word, { minLength: 1, maxLength: 12 }), {
  minLength: 1,
  maxLength: 20,
});

describe('always', () => {
  test('a verbatim slice of the words is found exactly, with its times', () => {
    fc.assert(
      fc.property(lines, fc.tuple(fc.nat(), fc.nat(20), fc.nat(30)), (spokenLines, where) => {
        const [from, length, cited] = where;
        const of = spoken(spokenLines.map((one) => one.join(' ')));
        const first = from % of.words.length;
        const slice = of.words.slice(first, first + 1 + length);
        const quote = slice.map((one) => one.word).join(' ');
        const { support } = findQuote({ segment: cited, quote }, new Evidence(of));
        expect(support.match).toBe('exact');
        const at = of.words.findIndex(({ start }) => start === support.start);
        const found = of.words.slice(at, at + slice.length);
        expect(found.map((one) => one.word)).toEqual(slice.map((one) => one.word));
        expect(support.end).toBe(found.at(-1)?.end);
      }),
    );
  });

  test('any strings give an answer', () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 });
    fc.assert(
      fc.property(fc.array(text), fc.array(text), text, (texts, said, quote) => {
        const of = spoken(texts);
        const words = said.map((one, at) => ({ word: one, start: at, end: at, probability: 1 }));
        const evidence = new Evidence({ ...of, words });
        expect(['exact', 'aligned', 'none']).toContain(
          findQuote({ segment: 0, quote }, evidence).support.match,
        );
      }),
    );
  });
});
