import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  newSecret,
  readSecrets,
  rotated,
  RotatedTooOften,
  signers,
} from '../../core/webhooks/webhook-secret.ts';

const now = new Date('2026-11-21T12:00:00.000Z');
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const [a, b, c] = [newSecret(), newSecret(), newSecret()];

describe('secrets', () => {
  test('are random, and as long as the specification asks for', () => {
    const bytes = Buffer.from(a.slice('whsec_'.length), 'base64');
    expect(bytes.length).toBeGreaterThanOrEqual(24);
    expect(bytes.length).toBeLessThanOrEqual(64);
    expect(a).not.toBe(b);
  });

  test('that were never rotated are stored as they are', () => {
    expect(signers(readSecrets(a), now)).toEqual([a]);
  });

  test('sign together until the old one ends', () => {
    const stored = JSON.stringify(rotated(readSecrets(a), b, { now, until: after(60) }));
    expect(signers(readSecrets(stored), now)).toEqual([b, a]);
    expect(signers(readSecrets(stored), after(59))).toEqual([b, a]);
    expect(signers(readSecrets(stored), after(60))).toEqual([b]);
  });

  test('end at once, all the old ones, if the owner says so', () => {
    const twice = rotated(readSecrets(a), b, { now, until: after(60) });
    const leaked = rotated(twice, c, { now: after(1), until: after(1) });
    expect(signers(leaked, after(1))).toEqual([c]);
  });

  test('of any rotation are good for as long as was said: nothing is lost', () => {
    const steps = fc.array(
      fc.record({
        pause: fc.integer({ min: 0, max: 100 }),
        overlap: fc.integer({ min: 1, max: 100 }),
      }),
      { maxLength: 5 },
    );
    fc.assert(
      fc.property(steps, (rotations) => {
        let secrets = readSecrets(a);
        let time = 0;
        for (const { pause, overlap } of rotations) {
          time += pause;
          const before = secrets.current;
          secrets = rotated(secrets, newSecret(), {
            now: after(time),
            until: after(time + overlap),
          });
          expect(signers(secrets, after(time + overlap - 1))).toContain(before);
          expect(signers(secrets, after(time + overlap))).toEqual([secrets.current]);
        }
      }),
    );
  });

  test('cannot be rotated so often that the header grows without end', () => {
    const rotate = () => {
      let secrets = readSecrets(a);
      for (let time = 0; time < 10; time += 1) {
        secrets = rotated(secrets, newSecret(), { now, until: after(60) });
      }
    };
    expect(rotate).toThrow(RotatedTooOften);
  });
});
