/** Number of states that a completed job enters, from the state machine's definition. */
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

/** Types of the state that a Choice leads to on the success path. */
const GOOD = ['Task', 'Succeed'];

/**
 * Billable state transitions: every state entered, in all branches of a Parallel.
 * @param definition ASL text; retries, which are billed too, are not counted
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
  // The default first: it launches an instance for the job.
  const ways = [Default ?? '', ...Choices.map(({ Next }) => Next)];
  return ways.find((way) => GOOD.includes(states[way]?.Type ?? ''));
}
