import { describe, expect, test } from 'vitest';
import { checkClaim } from '../../../core/analysis/proof/check-claim.ts';
import { recordings } from './recordings.ts';
import { evidenceOf } from './spoken.ts';

/** Marks that a falsehood of each kind has to have, one of them. */
const MARKS = {
  number: ['number'],
  name: ['name'],
  opposite: ['negation', 'opposite'],
};

describe.each(recordings())('of the recording $name', ({ lines, language, claims }) => {
  const evidence = evidenceOf(lines, language);

  test.each(claims)('$kind: $text', ({ kind, ...raw }) => {
    const { status, support, marks = [] } = checkClaim(raw, evidence);
    if (kind === 'true') expect({ status, marks }).toEqual({ status: 'supported', marks: [] });
    else expect(status).not.toBe('supported');
    if (kind === 'true' || kind === 'never said') return;
    expect(support[0]?.match).toBe('exact');
    expect(marks.filter((mark) => MARKS[kind].includes(mark.kind))).not.toEqual([]);
  });
});
