/**
 * Joins segments into one text. Japanese and Chinese have no space between sentences, so none is
 * added where both sides are kana, Han characters or full-width marks; Thai and Korean have one.
 */
const UNSPACED =
  '\\u3099-\\u30ff\\u3000-\\u3096\\u3100-\\u312f\\u31a0-\\u31bf\\u31f0-\\u31ff\\u2e80-\\u2fdf' +
  '\\u3400-\\u4dbf\\u4e00-\\u9fff\\uf900-\\ufaff\\uff00-\\uff9f\\uffe0-\\uffef' +
  '\\u{1b000}-\\u{1b16f}\\u{20000}-\\u{3ffff}';
const ENDS = new RegExp(`[${UNSPACED}]$`, 'u');
const BEGINS = new RegExp(`^[${UNSPACED}]`, 'u');

/** @param texts none of them blank */
export function joinedText(texts: readonly string[]): string {
  const separators = texts.map((text, index) => separator(texts[index - 1] ?? '', text));
  return texts.map((text, index) => `${separators[index] ?? ''}${text}`).join('');
}

/** What separates two texts: one space, or nothing; nothing as well beside an empty one. */
export function separator(before: string, after: string): string {
  if (before === '' || after === '') return '';
  return ENDS.test(before.slice(-2)) && BEGINS.test(after) ? '' : ' ';
}
