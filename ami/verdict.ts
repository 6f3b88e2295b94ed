/** Decides whether a verified image may be published. */
import * as z from 'zod';
import { BuildFailed } from './errors.ts';

/** Output of verify.py. */
export const Verification = z.object({
  text: z.string(),
  /** Whether the machine has an NVIDIA GPU. */
  gpu: z.boolean(),
  device: z.string(),
  computeType: z.string(),
  fallback: z.string().nullable(),
  model: z.string(),
  multilingual: z.boolean(),
  seconds: z.number(),
});
export type Verification = z.infer<typeof Verification>;

/** Highest word error rate: models differ on a synthetic voice; a broken one gets no word right. */
const MOST_WRONG_WORDS = 1 / 3;

/** @throws BuildFailed naming the fault */
export function judge(told: unknown, expected: string): Verification {
  const read = Verification.safeParse(told);
  if (!read.success) throw new BuildFailed(`The machine that tried the image told no result.`);
  const verification = read.data;
  if (!verification.multilingual) {
    throw new BuildFailed(
      'CTranslate2 takes the model for English-only; it would transcribe wrongly, so the image is not published. Convert the model again with all its tokens.',
    );
  }
  if (verification.gpu && verification.device !== 'cuda') {
    throw new BuildFailed(
      `The machine has a GPU, but the engine used the device ${verification.device} in the service that runs jobs (${verification.fallback ?? 'it gave no reason'}), so the image is not published: its jobs would take many times as long. Look at the driver (ami/driver.sh) and at the service (userdata/machine/spotscribe-agent.service).`,
    );
  }
  const share = wordErrorRate(expected, verification.text);
  if (share > MOST_WRONG_WORDS) {
    throw new BuildFailed(
      `The image heard "${verification.text}" where "${expected}" is said (${Math.round(100 * share)} % of the words are wrong), so it is not published. Try the model by itself: npm run transcribe -- FILE --model DIR`,
    );
  }
  return verification;
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
