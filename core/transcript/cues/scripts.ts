/**
 * Scripts without spaces between words, and where their text may be divided. The engine's scripts.py
 * has the same ranges: blocks of Unicode.
 */

const KANA_RANGES =
  '\\u3041-\\u3096\\u3099-\\u30ff\\u31f0-\\u31ff\\uff66-\\uff9f\\u{1b000}-\\u{1b16f}';
const HAN_RANGES =
  '\\u2e80-\\u2fdf\\u3005-\\u3007\\u3021-\\u3029\\u3038-\\u303b\\u3400-\\u4dbf\\u4e00-\\u9fff' +
  '\\uf900-\\ufaff\\u{20000}-\\u{3ffff}\\u3100-\\u312f\\u31a0-\\u31bf';
const HANGUL_RANGES = '\\u1100-\\u11ff\\u3130-\\u318f\\ua960-\\ua97f\\uac00-\\ud7ff\\uffa1-\\uffdc';
/** Thai, Lao, Tibetan, Burmese, Khmer. */
const SOUTHEAST_RANGES =
  '\\u0e01-\\u0e3a\\u0e40-\\u0e5b\\u0e81-\\u0edf\\u0f00-\\u0fff\\u1000-\\u109f\\ua9e0-\\ua9fe' +
  '\\uaa60-\\uaa7f\\u1780-\\u17ff\\u19e0-\\u19ff';
const MARK_RANGES =
  '\\u3000-\\u3004\\u3008-\\u3020\\u3030-\\u3037\\u303c-\\u303f\\uff00-\\uff65\\uffe0-\\uffef';

const oneOf = (ranges: string) => new RegExp(`[${ranges}]`, 'u');

export const KANA = oneOf(KANA_RANGES);
/** With East Asian punctuation and full-width forms. */
export const HAN = oneOf(HAN_RANGES + MARK_RANGES);
export const HANGUL = oneOf(HANGUL_RANGES);
export const SOUTHEAST_ASIAN = oneOf(SOUTHEAST_RANGES);
const HIRAGANA = /^[\u3041-\u309f]/u;
const UNSPACED = oneOf(KANA_RANGES + HAN_RANGES + SOUTHEAST_RANGES + MARK_RANGES);

/** May not begin a line: of Japanese and Chinese (JIS X 4051, GB/T 15834), Thai, Lao, Burmese, Khmer. */
const CLINGS_BACK = new Set(
  '、。，．,.・：；:;？！?!…‥）］｝〕〉》」』】〙〗〟’”»)]}%％‰℃' +
    'ーヽヾゝゞ々〻ぁぃぅぇぉっゃゅょゎゕゖァィゥェォッャュョヮヵヶㇰㇱㇲㇳㇴㇵㇶㇷㇸㇹㇺㇻㇼㇽㇾㇿ' +
    'ｰｧｨｩｪｫｬｭｮｯﾞﾟ､｡｣･' +
    'ะาำๅๆฯ๏๚๛' +
    'ະາຳໆຯ' +
    '၊။' +
    '។៕៖ៗ៘៙៚' +
    '་།༎༏༐༑༔',
);
/** May not end one. The last two stack the next consonant: Burmese virama, Khmer coeng. */
const CLINGS_ON = new Set('（［｛〔〈《「『【〘〖〝‘“«([{｢' + 'เแโใไ' + 'ເແໂໃໄ' + '\u1039\u17d2');
const JOINERS = new Set('\u200b\u200c\u200d\u2060\ufeff');
const ZERO_WIDTH_SPACE = '\u200b';

/** @param character one code point */
export function isUnspaced(character: string): boolean {
  return UNSPACED.test(character);
}

export function beginsWithHiragana(text: string): boolean {
  return HIRAGANA.test(text);
}

/**
 * Whether unspaced text may be divided between these two characters: not between a character and its
 * marks, nor where Japanese or Chinese forbid a line break.
 */
export function mayDivide(before: string, after: string): boolean {
  if (!isUnspaced(before) && !isUnspaced(after)) return false;
  if (CLINGS_BACK.has(after) || CLINGS_ON.has(before)) return false;
  if (JOINERS.has(after) || (JOINERS.has(before) && before !== ZERO_WIDTH_SPACE)) return false;
  return !/^\p{M}/u.test(after);
}
