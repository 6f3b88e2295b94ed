/** Of a made test set with planted falsehoods, nearly all are marked, and nearly no true claim is. */
import { expect, test } from 'vitest';
import {
  checkedSet,
  isMarked,
  LEAST_CAUGHT,
  MOST_DOUBTED,
} from '../../../bench/analysis/caught.ts';
import { misses } from '../../../bench/analysis/caught-table.ts';
import { checkRecording } from '../../../bench/analysis/check-recording.ts';
import { FALSEHOODS, madeSet } from '../../../bench/analysis/set/made-set.ts';

const set = madeSet();
const checked = checkedSet(set, checkRecording);
const trueClaims = checked.filter(({ made }) => made.falsehood === undefined);

/** Shown when a bound is broken; those of held-out recordings are not to be read. */
function openMisses(claims: typeof checked): string {
  return misses(claims.filter(({ recording }) => !recording.heldOut)).join('\n');
}

function markedShare(claims: typeof checked): number {
  return claims.filter(isMarked).length / claims.length;
}

test.each(FALSEHOODS)('falsehoods of the kind %s are marked', (kind) => {
  const planted = checked.filter(({ made }) => made.falsehood === kind);
  expect(markedShare(planted), openMisses(planted)).toBeGreaterThanOrEqual(LEAST_CAUGHT);
});

test('true claims are not marked', () => {
  expect(markedShare(trueClaims), openMisses(trueClaims)).toBeLessThanOrEqual(MOST_DOUBTED);
});

test('both bounds hold for the recordings that are held out, too', () => {
  const heldOut = checked.filter(({ recording }) => recording.heldOut);
  const isTrue = ({ made }: (typeof checked)[number]) => made.falsehood === undefined;
  expect(markedShare(heldOut.filter(isTrue))).toBeLessThanOrEqual(MOST_DOUBTED);
  expect(markedShare(heldOut.filter((one) => !isTrue(one)))).toBeGreaterThanOrEqual(LEAST_CAUGHT);
});
