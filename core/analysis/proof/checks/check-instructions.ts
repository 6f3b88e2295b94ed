/**
 * A claim reports; it does not act. Addresses, markup and calls of tools that are not in its quotes, or a
 * quote in which a language model is told what to write, mean that it obeys words of the recording.
 */
import type { ClaimMark } from '../../analysis.ts';
import { wordsIn } from '../passage.ts';
import { cleaned, isCapitalised } from '../text/token.ts';
import { foreignParts } from './foreign-parts.ts';
import { tellsModel } from './tells-model.ts';
import { type Checked, markOf } from './checked.ts';

const REPORTS = new Set(
  `säger sade sa ber bad uppmanar uppmanade instruerar instruerade läser läste citerar citerade försöker
  försökte vill ville uppmaning uppmaningen instruktion instruktionen instruktioner says said asks asked
  tells told urges urged reads instructs instructed wants wanted instruction instructions attempts
  attempted berättar nämner påstår hävdar claims demands kräver begär`.split(/\s+/u),
);
/** Those that speak in a recording; `det står` and `it says` are of a text. */
const SPEAKER =
  /^(?:någon|talare\p{L}*|person\p{L}*|han|hon|de|man|röst\p{L}*|deltaga\p{L}*|someone|somebody|speaker\p{L}*|person|voice|he|she|they|participant\p{L}*|s\d+)$/u;

export function checkInstructions(checked: Checked): ClaimMark[] {
  const quoted = checked.passages
    .map((passage) => textOf(wordsIn(passage, passage.cited)))
    .join('\n');
  const marks = foreignParts(cleaned(checked.text), quoted).map((part) =>
    markOf('instruction', part),
  );
  if (marks.length > 0) return marks;
  if (isReport(checked) || !tellsModel(quoted)) return [];
  return [markOf('instruction', checked.text)];
}

/** A speaker or a name before a word of saying: `Någon säger att …`. */
function isReport({ tokens }: Checked): boolean {
  return tokens.some(({ word }, at) => {
    if (!REPORTS.has(word)) return false;
    const before = tokens.slice(0, at);
    return before.some(
      (one, index) => SPEAKER.test(one.word) || (index > 0 && isCapitalised(one.raw)),
    );
  });
}

function textOf(tokens: readonly { before: string; raw: string; after: string }[]): string {
  return tokens.map(({ before, raw }) => before + raw).join('') + (tokens.at(-1)?.after ?? '');
}
