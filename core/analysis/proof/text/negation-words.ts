/** Words that deny what is said with them, Swedish and English. */

const NEGATIONS = new Set(
  `inte ej icke aldrig ingen inget inga ingenting ingenstans ingalunda varken knappast näppeligen
  not no never none nothing nobody nowhere neither nor cannot cant dont
  doesnt didnt isnt arent wasnt werent wont couldnt shouldnt wouldnt havent hasnt hadnt hardly scarcely
  without`.split(/\s+/u),
);

/** Verbs that deny what follows them. */
const VERBS =
  /^(?:sakna[rst]?|saknade[s]?|saknats|vägra[rt]?|vägrade|slipp(?:a|er|it)|slapp|avstå[rt]?|avstod|undvik(?:a|er)|undvek|förneka[rt]?|förnekade|lack(?:s|ed|ing)?|refuse[sd]?|avoid(?:s|ed)?|avböj(?:a|er|t|de)|decline[sd]?)$/u;

/** `utan` is not among them: it denies only as a preposition, see clauses.ts. */
export function isNegation(word: string): boolean {
  return NEGATIONS.has(word) || word.endsWith("n't") || VERBS.test(word);
}

/** Words after a negation that take it back: `inte bara`, `not only`. */
const TAKEN_BACK = new Set('bara enbart endast minst only just least merely sant'.split(' '));

export function isTakenBack(next: string | undefined): boolean {
  return next !== undefined && TAKEN_BACK.has(next);
}
