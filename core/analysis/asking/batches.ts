/** Claims in lists that fit one question each, in order; none is left out. */
import { chapterBudget } from './budget.ts';
import { claimLine, reduceInstructionTokens, type ReduceFrame } from './reduce-question.ts';
import { estimateTokens } from './tokens.ts';

/** Small models lose their way in longer lists. */
const LONGEST_BATCH = 40;

export function batchesOf<T extends { text: string; group?: string }>(
  claims: readonly T[],
  frame: ReduceFrame,
): T[][] {
  const budget = chapterBudget({
    contextTokens: frame.contextTokens,
    instructionTokens: reduceInstructionTokens(frame),
  });
  const batches: T[][] = [];
  let [batch, size] = [[] as T[], 0];
  for (const claim of claims) {
    const tokens = estimateTokens(`${claimLine(claim, batch.length)}\n`);
    const full = size + tokens > budget || batch.length >= LONGEST_BATCH;
    // At least two, so that every round makes fewer of them.
    if (full && batch.length >= 2) {
      batches.push(batch);
      [batch, size] = [[], 0];
    }
    batch.push(claim);
    size += tokens;
  }
  return withoutSingle([...batches, ...(batch.length > 0 ? [batch] : [])]);
}

/** A single claim left over joins the list before. */
function withoutSingle<T>(batches: T[][]): T[][] {
  const [last, before] = [batches.at(-1), batches.at(-2)];
  if (last?.length !== 1 || before === undefined) return batches;
  return [...batches.slice(0, -2), [...before, ...last]];
}
