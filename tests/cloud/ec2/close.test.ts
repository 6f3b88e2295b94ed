import { expect, test } from 'vitest';
import { isGroupAlive } from '../../../computer/process-group.ts';
import { Fleets } from '../fixture/fleets.ts';
import { startFixture } from '../fixture/stack.ts';

/** Many more than boot at the same time, so that some still wait in the queue. */
const INSTANCES = 16;

test('an account that is closed while instances boot leaves none of them behind', async () => {
  const fixture = await startFixture();
  const fleets = new Fleets(fixture);
  const instances = await Promise.all(
    Array.from({ length: INSTANCES }, (_, nth) => fleets.launch('wait', { token: `close-${nth}` })),
  );
  expect(instances.some(({ state }) => state === 'pending')).toBe(true);
  await fixture.stop();

  const { host } = fixture.aws.ec2;
  for (const { id, state } of instances) {
    const group = host.processGroup(id);
    expect(state).toBe('terminated');
    expect(group !== undefined && isGroupAlive(group)).toBe(false);
  }
});
