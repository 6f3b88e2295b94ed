/**
 * A claim reports; it does not act. Addresses, markup and calls of tools that are not in its quotes, or a
 * quote in which a language model is told what to write, mean that it obeys words of the recording.
 */
import type { ClaimMark } from '../../analysis.ts';
import { wordsIn } from '../passage.ts';
import { stemOf } from '../text/stem.ts';
import { cleaned } from '../text/token.ts';
import { foreignParts } from './foreign-parts.ts';
import { tellsModel } from './tells-model.ts';
import { type Checked, markOf } from './checked.ts';

const REPORTS = new Set(
  `säger sade sa ber bad uppmanar uppmanade instruerar instruerade läser läste citerar citerade försöker
  försökte uppmaning instruktion instruktioner inspelningen says said asks asked tells told urges urged
  reads read instructs instructed instruction instructions attempts attempted recording berättar nämner
  påstår hävdar claims demands kräver begär`
    .split(/\s+/u)
    .map(stemOf),
);

export function checkInstructions(checked: Checked): ClaimMark[] {
  const quoted = checked.passages
    .map((passage) => textOf(wordsIn(passage, passage.cited)))
    .join('\n');
  const marks = foreignParts(cleaned(checked.text), quoted).map((part) =>
    markOf('instruction', part),
  );
  if (marks.length > 0) return marks;
  const reports = checked.tokens.some(({ word }) => REPORTS.has(stemOf(word)));
  if (reports || !tellsModel(quoted)) return [];
  return [markOf('instruction', checked.text)];
}

function textOf(tokens: readonly { before: string; raw: string; after: string }[]): string {
  return tokens.map(({ before, raw }) => before + raw).join('') + (tokens.at(-1)?.after ?? '');
}
