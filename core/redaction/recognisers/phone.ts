/** Telephone numbers that may be dialled: Swedish ones, and others with their country's code. */
import parsePhoneNumber from 'libphonenumber-js';
import type { Candidate } from '../candidate.ts';
import {
  goesOn,
  goesOnFromBefore,
  isNumber,
  readingsAt,
  type Reading,
} from '../numbers/readings.ts';
import type { Token } from '../tokens.ts';

/** Digits, with the leading 0; fewer are too often something else. */
const NATIONAL = [11, 10, 9, 8];
/** Less than anything with a checksum. */
const FOLLOWED = 0.6;
const INTERNATIONAL = [15, 14, 13, 12, 11, 10, 9];

export function phoneAt(tokens: readonly Token[], from: number): Candidate[] {
  const token = tokens[from];
  if (!token) return [];
  const isPlus = token.lower === 'plus' && isNumber(tokens, from + 1);
  if (!isPlus && !isNumber(tokens, from)) return [];
  const first = isPlus ? from + 1 : from;
  if (isPlus || token.core.startsWith('+')) {
    const readings = INTERNATIONAL.flatMap((length) => readingsAt(tokens, first, { length }));
    const before = isPlus ? [from] : [];
    return found(tokens, readings, { dialled: (digits) => `+${withoutTrunkZero(digits)}`, before });
  }
  const international = INTERNATIONAL.flatMap((length) =>
    readingsAt(tokens, first, { length, mayBegin: (digits) => /^0(0|$)/.test(digits) }),
  );
  const national = NATIONAL.flatMap((length) =>
    readingsAt(tokens, first, { length, mayBegin: (digits) => /^0([1-9]|$)/.test(digits) }),
  );
  return [
    ...found(tokens, international, {
      dialled: (digits) => `+${withoutTrunkZero(digits.slice(2))}`,
    }),
    ...found(tokens, national, { dialled: (digits) => digits }),
  ];
}

/** "+46 (0)70 …" is written, too. */
function withoutTrunkZero(digits: string): string {
  return digits.replace(/^460/, '46');
}

function found(
  tokens: readonly Token[],
  readings: readonly Reading[],
  { dialled, before = [] }: { dialled: (digits: string) => string; before?: readonly number[] },
): Candidate[] {
  return readings.flatMap((reading): Candidate[] => {
    const at = [...before, ...reading.at];
    const whole = { ...reading, at };
    if (goesOnFromBefore(tokens, whole)) return [];
    const phone = parsePhoneNumber(dialled(reading.digits), 'SE');
    if (!phone?.isValid()) return [];
    // "070 123 45 67 en gång till"
    const confidence = goesOn(tokens, whole) ? FOLLOWED : 0.9;
    return [{ kind: 'phone', at, confidence, normalised: phone.number }];
  });
}
