/** Launches of one round over a pool, as RoundSlots and forEachSettled do them: some at a time, each in a slot. */
import { AT_ONCE } from '../../../core/base/for-each-settled.ts';
import { SLOT_WAIT_MS } from '../../../core/machines/pool/round-slots.ts';
import { FLEET_SECONDS } from '../assumptions.ts';
import type { Machine } from '../ec2.ts';
import type { World } from '../world.ts';

/** @param onLaunch called for each machine; what EC2 refuses, or has no slot, is asked for in the next round */
export function launchMachines(
  world: World,
  missing: number,
  onLaunch: (machine: Machine) => void,
): void {
  const until = world.now * 1000 + SLOT_WAIT_MS;
  let [left, isOver] = [missing, false];
  const next = (): void => {
    if (left <= 0 || isOver) return;
    left -= 1;
    const slot = world.reserve('all');
    if (slot.at > until) {
      isOver = true;
      world.giveBack(slot);
      return;
    }
    world.clock.at(slot.at / 1000, () => {
      const asked = world.ec2.ask();
      if (typeof asked === 'object') onLaunch(asked);
      world.clock.after(FLEET_SECONDS, next);
    });
  };
  for (let worker = 0; worker < AT_ONCE; worker += 1) next();
}
