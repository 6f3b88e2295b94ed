import { describe, expect, test } from 'vitest';
import { costsOf, mostUsd } from '../../cli/smoke/ceiling.ts';
import { planText } from '../../cli/smoke/plan.ts';

const limits = { builderMinutes: 60, verifierMinutes: 20, jobMinutes: 25, usdPerHour: 0.6 };
const options = {
  ...{ stage: 'smoke-1', region: 'us-east-1', type: 'g5.xlarge', model: undefined },
  speakers: undefined,
  allowCpu: false,
  jobMinutes: 25,
};

describe('the plan of a smoke test', () => {
  function linesOf(image: string | undefined): string[] {
    const costs = costsOf(limits, { isImageGiven: image !== undefined });
    return planText({ ...options, image }, costs).split('\n');
  }

  test('has its commands in their order, each with the region', () => {
    const place = '--stage smoke-1 --region us-east-1';
    const numbered = linesOf(undefined).filter((line) => /^\d/.test(line));
    expect(numbered).toEqual([
      `1. npm run check:aws -- ${place} --param instanceTypes=g5.xlarge --type g5.xlarge`,
      expect.stringMatching(`^2. npm run deploy -- ${place} .*--param allowCpu=false`),
      `3. npm run ami -- build ${place} --type g5.xlarge`,
      `4. npm run keys -- create --owner smoke ${place}`,
      '5. POST /jobs, and the transcript',
      `6. npm run remove -- ${place} --yes`,
    ]);
  });

  test.each([
    ['a new image', undefined, false],
    ['a given image', 'ami-1', true],
  ])('says what each can cost: together the most, with %s', (_, image, isImageGiven) => {
    const costs = [
      ...linesOf(image)
        .join('\n')
        .matchAll(/at most ([\d.]+) USD/g),
    ];
    const sum = costs.reduce((usd, [, each]) => usd + Number(each), 0);
    expect(sum).toBeCloseTo(mostUsd(limits, { isImageGiven }), 2);
  });

  test('builds nothing if an image is given', () => {
    expect(linesOf('ami-1').join('\n')).not.toContain('npm run ami');
  });
});
