/** Words of a text as they are compared: without case, punctuation, kinds of spaces and apostrophes. */

export interface Token {
  /** NFC, lower case, `'` for every apostrophe. */
  word: string;
  raw: string;
  /** Text between the word before and this one. */
  before: string;
  after: string;
}

/** Scripts without spaces between words: each character is a word. */
const UNSPACED = String.raw`[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}\p{sc=Lao}\p{sc=Khmer}\p{sc=Myanmar}]\p{M}*`;
const WORD = new RegExp(
  String.raw`${UNSPACED}|(?:(?!${UNSPACED})[\p{L}\p{M}\p{N}])+(?:['’ʼ´](?:(?!${UNSPACED})[\p{L}\p{M}])+)*`,
  'gu',
);
/** Soft hyphens, zero-width characters, and a hyphen at the end of a line. */
const INVISIBLE = /[\u00ad\u200b-\u200d\u2060\ufeff]|(?<=\p{L})-\r?\n(?=\p{Ll})/gu;
const APOSTROPHE = /[’ʼ´]/gu;

export function cleaned(text: string): string {
  return text.normalize('NFC').replace(INVISIBLE, '');
}

export function tokensOf(text: string): Token[] {
  const clean = cleaned(text);
  const tokens: Token[] = [];
  let end = 0;
  for (const { 0: raw, index } of clean.matchAll(WORD)) {
    const before = clean.slice(end, index);
    const last = tokens.at(-1);
    if (last !== undefined) last.after = before;
    tokens.push({ word: normalised(raw), raw, before, after: '' });
    end = index + raw.length;
  }
  const last = tokens.at(-1);
  if (last !== undefined) last.after = clean.slice(end);
  return tokens;
}

export function normalised(raw: string): string {
  return raw.toLowerCase().normalize('NFC').replace(APOSTROPHE, "'");
}

/** Puts texts one after the other, as if spoken in one go. */
export function joinedTokens(parts: readonly (readonly Token[])[]): Token[] {
  const joined: Token[] = [];
  for (const part of parts) {
    for (const token of part) joined.push({ ...token });
  }
  joined.forEach((token, at) => {
    const next = joined[at + 1];
    if (next === undefined || token.after === next.before) return;
    const between = `${token.after} ${next.before}`;
    token.after = between;
    next.before = between;
  });
  return joined;
}

const SENTENCE_END = /[.!?:…•\n\r"”“»«]|(?:^|\s)[-–—*]\s/u;

/** Whether its capital may be that of a sentence. */
export function startsSentence(token: Token, at: number): boolean {
  return at === 0 || SENTENCE_END.test(token.before);
}

export function isCapitalised(raw: string): boolean {
  return /^\p{Lu}/u.test(raw);
}
