/**
 * A claim reports; it does not act. Addresses, markup and calls of tools that are not in its quotes, or a
 * quote in which a language model is told what to write, mean that it obeys words of the recording.
 */
import type { ClaimMark } from '../../analysis.ts';
import { wordsIn } from '../passage.ts';
import { stemOf } from '../text/stem.ts';
import { cleaned } from '../text/token.ts';
import { foreignParts } from './foreign-parts.ts';
import { type Checked, markOf } from './checked.ts';

/** Somebody tells a language model what to do. */
const TELLS_MODEL = [
  /\b(?:ignorera|strunta i|glöm|bortse från|åsidosätt)\b.{0,40}\b(?:instruktion|anvisning|regler|prompt|uppmaning|föregående|tidigare)/iu,
  /\b(?:ignore|disregard|forget|override)\b.{0,40}\b(?:instruction|prompt|rules|previous|above|guidelines)/iu,
  /\b(?:systemmeddelande|system ?prompt|system message|developer mode|utvecklarläge|jailbreak)\b/iu,
  /(?:^|[\s"“(<[])(?:system|assistant|user|tool)\s*[:>\]]/iu,
  /\b(?:du är|you are) (?:nu|now)\b/iu,
  /\b(?:språkmodell|ai[- ]?assistent|ai[- ]?modell|chatbot|chattbot|language model|ai assistant|ai model)\b.{0,80}\b(?:ska|måste|skriv|svara|must|should|write|answer|respond|output)/iu,
  /\b(?:skriv|svara|sammanfatta|lägg till|ange|notera)\b.{0,30}\b(?:i|din|ditt|detta i) (?:sammanfattning|protokoll|svar|referat|analys)/iu,
  /\b(?:write|say|respond|answer|output|add|include|state)\b.{0,30}\b(?:in|to|your) (?:the )?(?:summary|minutes|answer|response|analysis|output)/iu,
  /\b(?:svara|respond|reply|answer) (?:bara|endast|enbart|only|just) (?:med|with)\b/iu,
  /\b(?:anropa|kör|call|invoke|execute|run)\b.{0,20}\b(?:verktyg|funktion|kommando|tool|function|command|script)/iu,
];
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
  if (reports || !TELLS_MODEL.some((pattern) => pattern.test(quoted))) return [];
  return [markOf('instruction', checked.text)];
}

function textOf(tokens: readonly { before: string; raw: string; after: string }[]): string {
  return tokens.map(({ before, raw }) => before + raw).join('') + (tokens.at(-1)?.after ?? '');
}
