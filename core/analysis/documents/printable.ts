/**
 * Text of a model on one line, of characters that every form takes: XML 1.0 has no control characters, no
 * lone surrogates, no U+FFFE and U+FFFF. Format characters could reverse or hide what a reader sees.
 */
export function printable(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cf}\p{Noncharacter_Code_Point}]/gu, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}
