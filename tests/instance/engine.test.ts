import { expect, test } from 'vitest';
import { Engine } from '../../userdata/agent/engine.ts';

/** As one that takes the place of another whose process is not gone yet. */
test('an engine that ends before anybody waits for it ends nothing but itself', async () => {
  const engine = new Engine({
    program: '/nowhere/python',
    args: [],
    env: {},
    onDiagnostic: () => undefined,
  });
  // More turns of the event loop than a start that fails takes.
  for (let turn = 0; turn < 100; turn++) await new Promise(setImmediate);
  await expect(engine.outcome).rejects.toMatchObject({ code: 'EngineCrashed' });
});
