/** Problems of the API in plain words, by their codes. Those that are missing show the API's own sentence. */
import { inLanguage } from '../i18n/language.ts';

export const problemTexts = inLanguage<Record<string, string>>({
  sv: {
    unauthenticated: 'Nyckeln gäller inte, eller inte längre.',
    'missing-scope': 'Din nyckel får inte göra det här.',
    'not-found': 'Det finns inte, eller så är det inte ditt.',
    'rate-limited': 'Det blev för många frågor på kort tid. Vänta en stund och försök igen.',
    busy: 'Tjänsten har mycket att göra. Försök igen om en stund.',
    'internal-error': 'Något gick fel i tjänsten. Försök igen om en stund.',
    'edited-meanwhile': 'Någon annan har ändrat texten under tiden.',
    'not-in-this-state': 'Det går inte som läget är nu.',
    'not-yet': 'Det är inte klart än.',
  },
  en: {
    unauthenticated: 'The key is not valid, or no longer.',
    'missing-scope': 'Your key may not do this.',
    'not-found': 'It does not exist, or it is not yours.',
    'rate-limited': 'Too many requests in a short time. Wait a moment and try again.',
    busy: 'The service is busy. Try again in a moment.',
    'internal-error': 'Something went wrong in the service. Try again in a moment.',
    'edited-meanwhile': 'The text was changed by someone else meanwhile.',
    'not-in-this-state': 'That is not possible as things stand now.',
    'not-yet': 'It is not ready yet.',
  },
});
