/** Figures of the GPU, with a stand-in for nvidia-smi: it prints what a driver prints. */
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { figuresIn, GpuWatch } from '../../userdata/agent/gpu-figures.ts';
import { until } from '../support/until.ts';

const MIB = 1024 ** 2;

/** A folder with a program nvidia-smi of these shell commands. */
async function standIn(commands: string) {
  const folder = await mkdtemp(`${tmpdir()}/spotscribe-gpu-`);
  const program = `${folder}/nvidia-smi`;
  await writeFile(program, `#!/bin/sh\n${commands.replaceAll('$HERE', folder)}\n`);
  await chmod(program, 0o755);
  return {
    ...{ folder, path: `${folder}:/usr/bin:/bin` },
    lines: async (name: string) =>
      (await readFile(`${folder}/${name}`, 'utf8')).split('\n').filter(Boolean),
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Time that stands until it is moved. */
function handClock(): { now: () => number; moveOn: (ms: number) => void } {
  let now = 1_000_000;
  return { now: () => now, moveOn: (ms) => (now += ms) };
}

test('memory and load of the first GPU, by the arguments that NVML has', async () => {
  await using smi = await standIn(
    'echo "$@" >>$HERE/asked; echo "1024, 15360, 37"; echo "0, 1, 2"',
  );
  const watch = new GpuWatch(handClock(), smi.path);

  expect(watch.latest).toBeUndefined();
  await until('the answer', () => watch.latest !== undefined);

  expect(watch.latest).toEqual({
    ...{ memoryUsedBytes: 1024 * MIB, memoryTotalBytes: 15360 * MIB, load: 0.37 },
  });
  expect(await smi.lines('asked')).toEqual([
    '--query-gpu=memory.used,memory.total,utilization.gpu --format=csv,noheader,nounits',
  ]);
});

test('a new answer is asked for only after two seconds, and an old one is told no more', async () => {
  await using smi = await standIn(
    'echo x >>$HERE/asked; test $(wc -l <$HERE/asked) -lt 3 || exit 9; echo "$(wc -l <$HERE/asked), 9, 0"',
  );
  const clock = handClock();
  const watch = new GpuWatch(clock, smi.path);
  await until('the answer', () => watch.latest?.memoryUsedBytes === MIB);
  clock.moveOn(1999);
  expect(watch.latest?.memoryUsedBytes).toBe(MIB);

  clock.moveOn(1);
  await until('the next answer', () => watch.latest?.memoryUsedBytes === 2 * MIB);
  expect(await smi.lines('asked')).toHaveLength(2);

  clock.moveOn(15_001);
  expect(watch.latest).toBeUndefined();
});

test('nothing without a GPU, and a driver without figures is no error', async () => {
  await using none = await standIn('');
  await rm(`${none.folder}/nvidia-smi`);
  await using broken = await standIn('echo "No devices were found"; touch $HERE/asked; exit 6');
  const watches = [none.folder, broken.path].map((path) => new GpuWatch(handClock(), path));
  await until('the failure', async () =>
    broken.lines('asked').then(
      () => true,
      () => false,
    ),
  );
  for (const watch of watches) expect(watch.latest).toBeUndefined();
});

test.each([
  ['[N/A], [N/A], [N/A]\n', undefined],
  ['1024, 15360, [N/A]\n', undefined],
  ['', undefined],
  ['Failed to initialize NVML: Driver/library version mismatch\n', undefined],
  ['0, 23034, 100\n', { memoryUsedBytes: 0, memoryTotalBytes: 23034 * MIB, load: 1 }],
])('%j gives %o', (answer, figures) => {
  expect(figuresIn(answer)).toEqual(figures);
});

test('whatever a program prints gives figures in bounds, or none', () => {
  const digits = fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 400 });
  const number = fc.oneof(
    fc.nat().map(String),
    digits.map((all) => all.join('')),
    fc.string(),
  );
  const answers = fc.array(number, { maxLength: 5 }).map((all) => all.join(', '));
  fc.assert(
    fc.property(fc.oneof(answers, fc.string()), (answer) => {
      const figures = figuresIn(answer);
      if (figures === undefined) return;
      expect(figures.load).toBeGreaterThanOrEqual(0);
      expect(figures.load).toBeLessThanOrEqual(1);
      expect(Number.isFinite(figures.memoryTotalBytes)).toBe(true);
    }),
  );
});
