/** Which machines do the work, where the GPU of their type is not what the engine uses. */
import { describe, expect, test } from 'vitest';
import { hasGpu } from '../../core/machines/spot/gpu-types.ts';
import { runAgent } from './agent-in-process.ts';
import { failureOf, resultOf, scene } from './agent-run.ts';
import { done, segment, steps } from './steps.ts';

const REQUIRED = { SPOTSCRIBE_ALLOW_CPU: 'false' };
/** Long enough to be ended before anything is heard. */
const SLOW = [{ pause: 5 }, segment(0, 'Hej.'), done(1)];

describe('an engine on the CPU', () => {
  test('of a GPU machine ends the attempt before it has heard anything', async () => {
    await using run = await scene();
    run.fakeAws.instanceType = 'g4dn.xlarge';
    run.fakeAws.audio = steps(...SLOW);

    await runAgent(run, REQUIRED);

    const { code, cause } = failureOf(run.fakeAws);
    expect(code).toBe('GpuUnavailable');
    expect(cause).toContain('g4dn.xlarge');
    expect(run.fakeAws.uploads).toEqual([]);
  });

  test('that replaces a crashed one on the GPU does, too', async () => {
    await using run = await scene();
    run.fakeAws.instanceType = 'g4dn.xlarge';
    await run.machine.engineDoesFirst([{ once: { device: 'cuda' } }]);
    run.fakeAws.audio = steps({ once: { kill: 9 } }, ...SLOW);

    await runAgent(run, REQUIRED);

    expect(failureOf(run.fakeAws).code).toBe('GpuUnavailable');
  });

  test.each([
    ['of a type without a GPU', 'c7i.xlarge', REQUIRED],
    ['of a type that the metadata service does not name', undefined, REQUIRED],
    ['that the deployment allows', 'g4dn.xlarge', { SPOTSCRIBE_ALLOW_CPU: 'true' }],
    ['in a stack older than this setting', 'g4dn.xlarge', {}],
  ])('%s does the job', async (_, type, settings) => {
    await using run = await scene();
    run.fakeAws.instanceType = type;
    run.fakeAws.audio = steps(segment(0, 'Hej.'), done(1));

    await runAgent(run, settings);

    expect(resultOf(run.fakeAws).engine.device).toBe('cpu');
  });
});

test('an engine on the GPU does the job', async () => {
  await using run = await scene();
  run.fakeAws.instanceType = 'g4dn.xlarge';
  await run.machine.engineDoesFirst([{ device: 'cuda' }]);
  run.fakeAws.audio = steps(segment(0, 'Hej.'), done(1));

  await runAgent(run, REQUIRED);

  expect(resultOf(run.fakeAws).segments).toBe(1);
});

test.each(['g4dn.xlarge', 'g5.2xlarge', 'g5g.xlarge', 'g6e.xlarge', 'gr6.4xlarge', 'p3.2xlarge'])(
  '%s has a GPU',
  (type) => {
    expect(hasGpu(type)).toBe(true);
  },
);

test.each(['c7i.xlarge', 'c7g.xlarge', 'm8g.large', 't4g.small', 'g4ad.xlarge', 'vt1.3xlarge', ''])(
  '%j has none for CUDA',
  (type) => {
    expect(hasGpu(type)).toBe(false);
  },
);
