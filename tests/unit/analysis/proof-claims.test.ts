import { describe, expect, test } from 'vitest';
import { checkClaim } from '../../../core/analysis/proof/check-claim.ts';
import { evidenceOf } from './spoken.ts';
import { RECORDINGS, type Recording, type Told } from './proof-recordings.ts';

function checked(recording: Recording, [text, segment, quote]: Told) {
  const evidence = evidenceOf(recording.lines, recording.language);
  return checkClaim({ text, support: [{ segment, quote }] }, evidence);
}

function kinds(recording: Recording, told: Told): string[] {
  return (checked(recording, told).marks ?? []).map(({ kind }) => kind);
}

describe.each(Object.entries(RECORDINGS))('of %s', (_name, recording) => {
  test.each(recording.told)('it is true: %s', (...told) => {
    expect(checked(recording, told)).toMatchObject({ status: 'supported', text: told[0] });
  });

  test.each(recording.numbers)('its number is wrong: %s', (...told) => {
    expect(kinds(recording, told)).toContain('number');
  });

  test.each(recording.names)('its name is wrong: %s', (...told) => {
    expect(kinds(recording, told)).toContain('name');
  });

  test.each(recording.negations)('it says the opposite: %s', (...told) => {
    expect(kinds(recording, told).filter((kind) => /negation|opposite/u.test(kind))).not.toEqual(
      [],
    );
  });

  test.each(recording.neverSaid)('it was never said: %s', (...told) => {
    expect(checked(recording, told).status).not.toBe('supported');
  });
});
