/** Nearly all planted falsehoods of a made test set are marked, and nearly no true claim is. */
import { expect, test } from 'vitest';
import { misses } from '../../../bench/analysis/caught-table.ts';
import {
  checkedSet,
  isMarked,
  LEAST_CAUGHT,
  MOST_DOUBTED,
} from '../../../bench/analysis/caught.ts';
import { checkRecording } from '../../../bench/analysis/check-recording.ts';
import { FALSEHOODS, madeSet } from '../../../bench/analysis/set/made-set.ts';

/** Least share of each kind alone, since some have few. */
const LEAST_OF_A_KIND = 0.9;

const checked = checkedSet(madeSet(), checkRecording);
const planted = checked.filter(({ made }) => made.falsehood !== undefined);
const trueClaims = checked.filter(({ made }) => made.falsehood === undefined);

function markedShare(claims: typeof checked): number {
  return claims.filter(isMarked).length / claims.length;
}

/** Shown when a bound is broken; those of held-out recordings are not to be read. */
function openMisses(claims: typeof checked): string {
  return misses(claims.filter(({ recording }) => !recording.heldOut)).join('\n');
}

test('falsehoods are marked', () => {
  expect(markedShare(planted), openMisses(planted)).toBeGreaterThanOrEqual(LEAST_CAUGHT);
});

test.each(FALSEHOODS)('falsehoods of the kind %s are marked', (kind) => {
  const ofKind = planted.filter(({ made }) => made.falsehood === kind);
  expect(markedShare(ofKind), openMisses(ofKind)).toBeGreaterThanOrEqual(LEAST_OF_A_KIND);
});

test('true claims are not marked', () => {
  expect(markedShare(trueClaims), openMisses(trueClaims)).toBeLessThanOrEqual(MOST_DOUBTED);
});
