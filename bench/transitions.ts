/** How many states a completed job enters, read from the state machine's definition. */
import * as z from 'zod';

interface Machine {
  StartAt: string;
  States: Record<string, State>;
}
interface State {
  Type: string;
  Next?: string | undefined;
  Default?: string | undefined;
  Choices?: { Next: string }[] | undefined;
  Branches?: Machine[] | undefined;
}

const State: z.ZodType<State> = z.lazy(() =>
  z.object({
    Type: z.string(),
    Next: z.string().optional(),
    Default: z.string().optional(),
    Choices: z.array(z.object({ Next: z.string() })).optional(),
    Branches: z.array(Machine).optional(),
  }),
);
const Machine: z.ZodType<Machine> = z.object({
  StartAt: z.string(),
  States: z.record(z.string(), State),
});

/** Where a Choice leads when there is work to do and it goes well, the best first. */
const GOOD = ['Task', 'Succeed'];

/**
 * The states that AWS charges for: each one entered, those of both branches of a Parallel too.
 * @param definition the ASL, as text; retries, which are charged for as well, are not counted
 */
export function transitionsOfCompletedJob(definition: string): number {
  return count(Machine.parse(JSON.parse(definition)));
}

function count({ StartAt, States }: Machine): number {
  let entered = 0;
  for (let at: string | undefined = StartAt; at !== undefined;) {
    const state: State | undefined = States[at];
    if (!state) throw new TypeError(`the definition has no state ${at}`);
    entered += 1 + (state.Branches ?? []).reduce((sum, branch) => sum + count(branch), 0);
    at = state.Next ?? goodWay(state, States);
  }
  return entered;
}

function goodWay({ Choices = [], Default }: State, states: Machine['States']): string | undefined {
  const ways = [...Choices.map(({ Next }) => Next), Default ?? ''];
  return ways.find((way) => GOOD.includes(states[way]?.Type ?? ''));
}
