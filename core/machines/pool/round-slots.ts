/**
 * Slots of the launch budget for one round over the pools. Jobs with an instance of their own take
 * theirs from the same line, so that neither floods EC2 for the other. A round waits for its slots for
 * up to half a minute; what has none by then is launched in the next round.
 */
import { setTimeout } from 'node:timers/promises';
import { logError, logInfo } from '../../base/log.ts';
import type { LaunchLine, LaunchSlot } from '../../job/launch-slot.ts';

export interface LaunchSlots {
  /** `reserve` returns the time of the line's next slot, in milliseconds of the epoch. */
  line: { reserve(line: LaunchLine, owner: string): Promise<number> };
  unused: { giveBack(owner: string, slot: LaunchSlot): Promise<void> };
  /** Absent: in real time. */
  pause?: ((ms: number) => Promise<unknown>) | undefined;
}

/** The function has a minute, and asks EC2 for some seconds after the last slot. */
export const SLOT_WAIT_MS = 30_000;
/** The pools have no line of their own before the line of all. */
const NO_OWNER = '';

export class RoundSlots {
  readonly #slots: LaunchSlots;
  readonly #until = Date.now() + SLOT_WAIT_MS;
  #isOver = false;

  constructor(slots: LaunchSlots) {
    this.#slots = slots;
  }

  /** Waits for the slot of one call to EC2. @returns false if this round gets no slot any more */
  async next(): Promise<boolean> {
    if (this.#isOver) return false;
    const { line, unused, pause = setTimeout } = this.#slots;
    try {
      const at = await line.reserve('all', NO_OWNER);
      if (at <= this.#until) {
        await pause(Math.max(0, at - Date.now()));
        return true;
      }
      logInfo('no launch slot in time for a pool; asked again in a minute', {
        slotAt: new Date(at).toISOString(),
      });
      this.#isOver = true;
      await unused.giveBack(NO_OWNER, { line: 'all', at });
    } catch (error) {
      logError('no launch slot for a pool; asked again in a minute', error);
      this.#isOver = true;
    }
    return false;
  }
}
