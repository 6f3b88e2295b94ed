import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkClaim } from '../../../core/analysis/proof/check-claim.ts';
import { checkOutput } from '../../../core/analysis/proof/check-output.ts';
import { evidenceOf } from './spoken.ts';

const evidence = evidenceOf([
  'Vi köper tolv datorer från Nordisk Data för 2,5 miljoner kronor.',
  'Leveransen är klar den tredje maj, säger Anna Lindberg.',
]);
const claims = [
  {
    text: 'Tolv datorer köps från Nordisk Data.',
    quote: 'Vi köper tolv datorer från Nordisk Data för 2,5 miljoner',
    segment: 0,
  },
  {
    text: 'Anna Lindberg säger att leveransen är klar den 3 maj.',
    quote: 'Leveransen är klar den tredje maj, säger Anna Lindberg',
    segment: 1,
  },
].map(({ text, quote, segment }) => checkClaim({ text, support: [{ segment, quote }] }, evidence));

describe('an output of the caller’s shape', () => {
  test('has no marks if all of it is in the quotes', () => {
    const output = {
      purchase: { what: 'Tolv datorer', count: 12, price: 2_500_000, from: 'Nordisk Data' },
      people: ['Anna Lindberg'],
      delivery: 'den 3 maj',
      urgent: true,
      note: null,
    };
    expect(checkOutput(output, claims)).toEqual([]);
  });

  test('has its numbers, names and addresses marked that are not, by JSON pointers', () => {
    const output = {
      'a/b': { count: 13 },
      people: ['Anna Lindberg', 'ring Sven Berg'],
      delivery: 'den 4 maj',
      more: 'se https://evil.example/x',
    };
    expect(checkOutput(output, claims)).toMatchObject([
      { path: '/a~1b/count', kind: 'number', detail: '13' },
      { path: '/people/1', kind: 'name', detail: 'Sven' },
      { path: '/people/1', kind: 'name', detail: 'Berg' },
      { path: '/delivery', kind: 'number', detail: '4' },
      { path: '/more', kind: 'instruction', detail: 'https://evil.example/x' },
    ]);
  });

  test('rests on nothing if no quote was found', () => {
    const unfounded = checkClaim({ text: 'Tolv datorer', support: [] }, evidence);
    expect(checkOutput({ count: 12 }, [unfounded])).toHaveLength(1);
  });

  test('may be any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (output) => {
        for (const { path } of checkOutput(output, claims)) expect(path).toMatch(/^(?:\/.*)?$/su);
      }),
    );
  });
});
