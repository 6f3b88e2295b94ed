import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  bytesOfPart,
  faultyParts,
  MAX_PARTS,
  partBytesOf,
  partCountOf,
} from '../../core/audio/upload-parts.ts';

const MIB = 1024 ** 2;
/** S3's largest object. */
const TIB = 1024 ** 4;

const fileOf = (bytes: number) => ({ bytes, partBytes: partBytesOf(bytes) });
const numbersOf = (file: ReturnType<typeof fileOf>) =>
  Array.from({ length: partCountOf(file) }, (_, nth) => nth + 1);
const sizes = fc.oneof(
  fc.integer({ min: 1, max: 100 * MIB }),
  fc.integer({ min: 1, max: 5 * TIB }),
  fc.integer({ min: 1, max: 100 }).map((count) => count * 8 * MIB),
);

test('the parts are the whole file, and S3 takes their sizes and their number', () => {
  fc.assert(
    fc.property(sizes, (bytes) => {
      const file = fileOf(bytes);
      const parts = numbersOf(file).map((part) => bytesOfPart(file, part));
      expect(parts.length).toBeLessThanOrEqual(MAX_PARTS);
      expect(parts.reduce((sum, part) => sum + part, 0)).toBe(bytes);
      expect(parts.slice(0, -1).every((part) => part >= 5 * MIB)).toBe(true);
      expect(parts.at(-1)).toBeGreaterThan(0);
      expect(parts.at(-1)).toBeLessThanOrEqual(file.partBytes);
    }),
    { numRuns: 50 },
  );
});

test('exactly the parts that are missing or of another size are faulty', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 300 * MIB }),
      fc.infiniteStream(fc.nat(3)),
      (bytes, draws) => {
        const file = fileOf(bytes);
        const drawn = numbersOf(file).map((part) => ({ part, draw: Number(draws.next().value) }));
        const there = drawn.flatMap(({ part, draw }) => {
          const size = bytesOfPart(file, part) - (draw === 1 ? 1 : 0);
          return draw === 0 ? [] : [{ part, bytes: size, etag: '' }];
        });
        const want = drawn.filter(({ draw }) => draw < 2).map(({ part }) => part);
        expect(faultyParts(file, there)).toEqual(want);
      },
    ),
  );
});
