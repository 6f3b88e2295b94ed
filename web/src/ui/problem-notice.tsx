/** What went wrong with a request, what it means, and what to do. */
import { ApiProblem, NoConnection } from '../app/api-problem.ts';
import { inLanguage } from '../i18n/language.ts';
import { Notice } from './notice.tsx';
import { problemTexts } from './problem-texts.ts';

const texts = inLanguage({
  sv: {
    offline: 'Ingen anslutning. Det som finns på sidan är kvar; försök igen när nätet är tillbaka.',
    unexpected: 'Något gick fel på sidan. Ladda om den.',
    again: 'Försök igen',
    number: 'Ärende',
  },
  en: {
    offline: 'No connection. What is on the page stays; try again when the network is back.',
    unexpected: 'Something went wrong on this page. Reload it.',
    again: 'Try again',
    number: 'Request',
  },
});

export function ProblemNotice({ error, again }: { error: unknown; again?: () => void }) {
  return (
    <Notice kind="error">
      <Said error={error} />
      {error instanceof ApiProblem && error.requestId !== undefined && (
        <p class="small">
          {texts.value.number} <code>{error.requestId}</code>
        </p>
      )}
      {again && (
        <button type="button" onClick={again}>
          {texts.value.again}
        </button>
      )}
    </Notice>
  );
}

function Said({ error }: { error: unknown }) {
  if (error instanceof NoConnection) return <p>{texts.value.offline}</p>;
  if (!(error instanceof ApiProblem)) return <p>{texts.value.unexpected}</p>;
  const known = problemTexts.value[error.code];
  // The API speaks English.
  return known === undefined ? <p lang="en">{error.message}</p> : <p>{known}</p>;
}
