/** Decides whether a verified image may be published. */
import * as z from 'zod';
import { BuildFailed } from './errors.ts';

/** What one model of the image made of the sample. */
const TriedModel = z.object({
  model: z.string(),
  text: z.string(),
  device: z.string(),
  computeType: z.string(),
  fallback: z.string().nullable(),
  multilingual: z.boolean(),
  seconds: z.number(),
});
export type TriedModel = z.infer<typeof TriedModel>;

/** Output of verify.py. */
const Verification = z.object({
  /** Whether the machine has an NVIDIA GPU. */
  gpu: z.boolean(),
  models: z.array(TriedModel).min(1),
});

/** Highest word error rate: models differ on a synthetic voice; a broken one gets no word right. */
export const MOST_WRONG_WORDS = 1 / 3;

/** @throws BuildFailed naming the fault */
export function judge(told: unknown, expected: string): TriedModel[] {
  const read = Verification.safeParse(told);
  if (!read.success) throw new BuildFailed(`The machine that tried the image told no result.`);
  const { gpu, models } = read.data;
  for (const model of models) judgeModel(model, { gpu, expected });
  return models;
}

function judgeModel(tried: TriedModel, { gpu, expected }: { gpu: boolean; expected: string }) {
  if (!tried.multilingual) {
    throw new BuildFailed(
      `CTranslate2 takes the model ${tried.model} for English-only; it would transcribe wrongly, so the image is not published. Convert the model again with all its tokens.`,
    );
  }
  if (gpu && tried.device !== 'cuda') {
    throw new BuildFailed(
      `The machine has a GPU, but the engine used the device ${tried.device} in the service that runs jobs, with ${tried.model} (${tried.fallback ?? 'it gave no reason'}), so the image is not published: its jobs would take many times as long. Look at the driver (ami/driver.sh), at the service (userdata/machine/spotscribe-agent.service), and whether the model fits into the GPU's memory (ami/README.md).`,
    );
  }
  const share = wordErrorRate(expected, tried.text);
  if (share > MOST_WRONG_WORDS) {
    throw new BuildFailed(
      `The image heard "${tried.text}" with ${tried.model} where "${expected}" is said (${Math.round(100 * share)} % of the words are wrong), so it is not published. Try the model by itself: npm run transcribe -- FILE --model DIR`,
    );
  }
}

/** (Insertions + deletions + substitutions) / words said; ignores case and punctuation. */
export function wordErrorRate(said: string, heard: string): number {
  const [wanted, got] = [wordsOf(said), wordsOf(heard)];
  let row = got.map((_, index) => index + 1);
  for (const [index, word] of wanted.entries()) {
    const next: number[] = [];
    for (const [column, other] of got.entries()) {
      const above = row[column] ?? 0;
      const left = next[column - 1] ?? index + 1;
      const diagonal = column === 0 ? index : (row[column - 1] ?? 0);
      next.push(Math.min(above + 1, left + 1, diagonal + (word === other ? 0 : 1)));
    }
    row = next;
  }
  return (got.length === 0 ? wanted.length : (row.at(-1) ?? 0)) / Math.max(1, wanted.length);
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
