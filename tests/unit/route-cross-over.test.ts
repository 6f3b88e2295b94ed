/** bench/README.md shows where the workflow changes its route: by the rules as they are now. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { crossOverRows, LENGTHS } from '../../bench/roads/choice-tables.ts';
import { leastDeadline, mostBefore } from '../../bench/roads/cross-over.ts';
import { chosenRoute } from '../../bench/roads/situations.ts';
import { PROJECT } from '../../computer/project.ts';

const audioSeconds = fc.integer({ min: 5, max: 4 * 3600 });
const runs = { numRuns: 25 };

describe('where the workflow changes its route', () => {
  test.each(Object.keys(LENGTHS))(
    'for a file of %s is as bench/README.md shows it (npm run bench roads -- choice)',
    (length) => {
      const readme = readFileSync(path.join(PROJECT, 'bench', 'README.md'), 'utf8');
      expect(readme.split('\n')).toContain(crossOverRows()[length]);
    },
  );

  test('a running machine takes the file up to there, and spot beyond', () => {
    const pools = fc.constantFrom('batch' as const, 'warm' as const);
    fc.assert(
      fc.property(audioSeconds, pools, fc.nat(300), (length, running, before) => {
        const isPool = chosenRoute({ audioSeconds: length, before, running }) === running;
        expect(isPool).toBe(before <= mostBefore(running, length));
      }),
      runs,
    );
  });

  test('the file waits for a batch machine only before a later deadline', () => {
    const deadlines = fc.integer({ min: 1, max: 4 * 3600 });
    fc.assert(
      fc.property(audioSeconds, fc.nat(50), deadlines, (length, before, deadline) => {
        const situation = { audioSeconds: length, before };
        const isBatch = chosenRoute({ ...situation, deadline }) === 'batch';
        expect(isBatch).toBe(deadline >= leastDeadline(situation));
      }),
      runs,
    );
  });
});
