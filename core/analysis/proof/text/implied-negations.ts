/** Words that deny their complement: `slutat hosta`, `emot att höja`, `hindrar … från att`. */

const STOP = /^(?:sluta[rt]?|slutade|upphör(?:a|t|de)?|stop(?:s|ped)?|quit|ceased?)$/u;
const PREVENT =
  /^(?:för)?hindra(?:r|de|t|s|des|ts)?$|^(?:stoppa(?:r|de|t|s)?|prevent(?:s|ed|ing)?|förbjud(?:a|er|it|en|et)|förbjöd|forbids?|forbidden)$/u;
/** Words between the two: `sluta helt med att`. */
const BETWEEN = 3;

/** Whether the word at an index denies what comes after it in its clause. */
export function impliesNot(words: readonly string[], at: number): boolean {
  const word = words[at] ?? '';
  const next = words.slice(at + 1, at + 1 + BETWEEN);
  if (/^(?:emot|mot|against)$/u.test(word)) return isAgainst(words, at);
  if (STOP.test(word))
    return isVerb(next[0]) || /^(?:som|med)$/u.test(next[0] ?? '') || next.includes('att');
  return PREVENT.test(word) && words.slice(at + 1).some((one) => /^(?:att|from)$/u.test(one));
}

/** `är emot att …`, not `tar emot` or `ser fram emot`. */
function isAgainst(words: readonly string[], at: number): boolean {
  if (words[at + 1] === 'att') return words[at - 1] !== 'fram';
  return words
    .slice(Math.max(0, at - 2), at)
    .some((word) => /^(?:är|var|varit|is|are|was|were|been)$/u.test(word));
}

/** An infinitive, or an English gerund. */
function isVerb(word: string | undefined): boolean {
  return (
    word !== undefined && /^\p{L}+[^aeiouyåäö]as?$|^(?:ta|ge|gå|se|bli)$|^\p{L}{2,}ing$/u.test(word)
  );
}
