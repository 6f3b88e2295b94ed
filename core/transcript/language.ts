/**
 * Languages that a request may name: those of Whisper's tokenizer. A model may support fewer; the
 * job then fails as `OptionInvalid`.
 * Source: https://github.com/openai/whisper/blob/main/whisper/tokenizer.py (LANGUAGES)
 */
import * as z from 'zod';

/** Whisper's codes: ISO 639-1 except haw, jw (Javanese, jv) and yue. Only large-v3 knows yue. */
const WHISPER = [
  ...['af', 'am', 'ar', 'as', 'az', 'ba', 'be', 'bg', 'bn', 'bo', 'br', 'bs', 'ca', 'cs', 'cy'],
  ...['da', 'de', 'el', 'en', 'es', 'et', 'eu', 'fa', 'fi', 'fo', 'fr', 'gl', 'gu', 'ha', 'haw'],
  ...['he', 'hi', 'hr', 'ht', 'hu', 'hy', 'id', 'is', 'it', 'ja', 'jw', 'ka', 'kk', 'km', 'kn'],
  ...['ko', 'la', 'lb', 'ln', 'lo', 'lt', 'lv', 'mg', 'mi', 'mk', 'ml', 'mn', 'mr', 'ms', 'mt'],
  ...['my', 'ne', 'nl', 'nn', 'no', 'oc', 'pa', 'pl', 'ps', 'pt', 'ro', 'ru', 'sa', 'sd', 'si'],
  ...['sk', 'sl', 'sn', 'so', 'sq', 'sr', 'su', 'sv', 'sw', 'ta', 'te', 'tg', 'th', 'tk', 'tl'],
  ...['tr', 'tt', 'uk', 'ur', 'uz', 'vi', 'yi', 'yo', 'zh', 'yue'],
] as const;
type LanguageCode = (typeof WHISPER)[number];

/** Country codes mistaken for languages, and languages that Whisper lists under another code. */
const MEANT = new Map<string, LanguageCode>(
  Object.entries({
    ...{ se: 'sv', dk: 'da', ee: 'et', gb: 'en', us: 'en', at: 'de', gr: 'el', cz: 'cs', mx: 'es' },
    ...{ al: 'sq', by: 'be', cn: 'zh', ge: 'ka', il: 'he', ir: 'fa', jp: 'ja', kr: 'ko', rs: 'sr' },
    ...{ tw: 'zh', ua: 'uk', vn: 'vi', in: 'hi' },
    ...{ fil: 'tl', jv: 'jw', nb: 'no', prs: 'fa' },
  } as const),
);

export const Language = z
  .enum([...WHISPER, 'auto'], {
    error: ({ input }) => (typeof input === 'string' ? whyNoLanguage(input) : undefined),
  })
  .meta({
    id: 'Language',
    description:
      'A code of Whisper (ISO 639-1, such as `sv`), or `auto` to let the model say. A code that the model does not know fails the job as `OptionInvalid`.',
  });

const LONGEST_QUOTE = 40;

function whyNoLanguage(text: string): string {
  const asked = JSON.stringify(text.slice(0, LONGEST_QUOTE).toWellFormed());
  const meant = meantBy(text);
  if (meant !== undefined) return `${asked} is not a language code; did you mean "${meant}"?`;
  return `${asked} is not a language code that Whisper knows; use a code such as "sv" or "en", or "auto"`;
}

/** The code probably meant by a country, `swe`, `sv-SE`, `SV`, `Swedish` or `svenska`. */
export function meantBy(text: string): LanguageCode | 'auto' | undefined {
  const asked = text.trim().toLowerCase();
  if (asked === 'auto') return 'auto';
  const [first = ''] = asked.split(/[-_.]/);
  const code = MEANT.get(first) ?? twoLetters(first);
  return WHISPER.find((known) => known === code) ?? codeOfName(asked);
}

/** Unicode's canonical form of a code: `swe`, `ger` and `iw` become sv, de and he. */
function twoLetters(code: string): string | undefined {
  try {
    const { language } = new Intl.Locale(code);
    return MEANT.get(language) ?? language;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
}

/** The code of a language by its name in English, in Swedish, or in the language itself. */
function codeOfName(name: string): LanguageCode | undefined {
  return WHISPER.find((code) =>
    ['en', 'sv', code].some((locale) => {
      const names = new Intl.DisplayNames([locale], { type: 'language', fallback: 'none' });
      return names.of(code)?.toLowerCase() === name;
    }),
  );
}
