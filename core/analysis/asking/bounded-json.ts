/** JSON of a language model: bounded in size and depth before it is parsed. */
import { AnswerInvalid } from './answer-invalid.ts';

const MOST_CHARACTERS = 200_000;
const DEEPEST = 32;
/** Some models write it even so. */
const CODE_FENCE = /^```(?:json)?\s*\n([\s\S]*?)\n?```$/;

/** @throws {AnswerInvalid} */
export function parseAnswer(answer: string): unknown {
  if (answer.length > MOST_CHARACTERS) {
    throw new AnswerInvalid(`it is longer than ${MOST_CHARACTERS} characters`);
  }
  const trimmed = answer.trim();
  const text = CODE_FENCE.exec(trimmed)?.[1] ?? trimmed;
  if (depthOf(text) > DEEPEST)
    throw new AnswerInvalid(`it is nested deeper than ${DEEPEST} levels`);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new AnswerInvalid('it is not JSON', { cause: error });
  }
}

/** Open brackets at most, outside strings. */
function depthOf(json: string): number {
  let [depth, deepest, quoted] = [0, 0, false];
  for (let at = 0; at < json.length; at++) {
    const character = json[at] ?? '';
    if (character === '"') quoted = !quoted;
    else if (quoted) at += character === '\\' ? 1 : 0;
    else if ('[{'.includes(character)) deepest = Math.max(deepest, ++depth);
    else if (']}'.includes(character)) depth--;
  }
  return deepest;
}
