import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { Language, meantBy } from '../../core/transcript/language.ts';

const CODES = Language.options.filter((code) => code !== 'auto');

describe('the languages that a request may name', () => {
  test('are the hundred of Whisper, and auto', () => {
    expect(new Set(CODES).size).toBe(100);
    for (const code of ['sv', 'en', 'haw', 'yue', 'jw', 'auto']) {
      expect(Language.safeParse(code).success).toBe(true);
    }
  });

  test.each([
    ['a country', 'se', 'sv'],
    ['a country', 'dk', 'da'],
    ['a country', 'gr', 'el'],
    ['a country', 'cz', 'cs'],
    ['a country', 'jp', 'ja'],
    ['a country', 'ua', 'uk'],
    ['a country', 'cn', 'zh'],
    ['three letters', 'swe', 'sv'],
    ['three letters', 'nor', 'no'],
    ['three letters', 'ger', 'de'],
    ['three letters', 'deu', 'de'],
    ['three letters', 'jav', 'jw'],
    ['three letters', 'cmn', 'zh'],
    ['Norwegian as ISO has it', 'nb', 'no'],
    ['capitals', 'SV', 'sv'],
    ['a region', 'sv-SE', 'sv'],
    ['a region', 'en_US.UTF-8', 'en'],
    ['a script', 'zh-Hans', 'zh'],
    ['white space', ' sv\n', 'sv'],
    ['an English name', 'Swedish', 'sv'],
    ['a Swedish name', 'engelska', 'en'],
    ["a language's own name", 'svenska', 'sv'],
    ['the former code', 'iw', 'he'],
    ['capitals', 'Auto', 'auto'],
  ])('%s is refused with what is meant: %s', (_, asked, meant) => {
    const { error } = Language.safeParse(asked);
    expect(error?.issues[0]?.message).toContain(`did you mean "${meant}"?`);
  });

  test.each(['zz', 'xx', 'klingon', 'sv,en', '', '-', 'transcribe'])(
    '%j means none, and is refused with what to send',
    (asked) => {
      const { error } = Language.safeParse(asked);
      expect(meantBy(asked)).toBe(undefined);
      expect(error?.issues[0]?.message).toMatch(/^".*" is not .*"sv".*"auto"$/);
    },
  );

  test('whatever is suggested can be sent, and nothing makes the message long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 500 }), (asked) => {
        const parsed = Language.safeParse(asked);
        const meant = meantBy(asked);
        if (meant !== undefined) expect(Language.safeParse(meant).success).toBe(true);
        if (!parsed.success) expect(parsed.error.issues[0]?.message.length).toBeLessThan(700);
      }),
      { numRuns: 50 },
    );
  });

  test('another type has no suggestion', () => {
    expect(Language.safeParse(7).error?.issues[0]?.message).not.toContain('mean');
  });
});
