/** What all chosen recordings cost together, and the button that sends them. */
import { usdRange } from '../../i18n/format.ts';
import { quoteOf, together, type Quote } from '../options/quotes.ts';
import { recordings } from '../recordings.ts';
import { sendAll } from '../sending.ts';
import { texts } from '../texts.ts';
import { timeWords } from './words.ts';

export function SendBar() {
  const chosen = recordings.value.filter(({ stage }) => stage.at === 'chosen');
  if (chosen.length === 0) return null;
  const quotes = chosen.map(quoteOf).filter((quote): quote is Quote => isQuote(quote));
  return (
    <div class="send-bar">
      <div class="send-estimate figures">
        {quotes.length > 0 && <Estimate quotes={quotes} isAll={quotes.length === chosen.length} />}
      </div>
      <button type="button" class="primary" onClick={sendAll}>
        {texts.value.send(chosen.length)}
      </button>
    </div>
  );
}

function isQuote(quote: Quote | Error | undefined): boolean {
  return quote !== undefined && !(quote instanceof Error);
}

function Estimate({ quotes, isAll }: { quotes: readonly Quote[]; isAll: boolean }) {
  const { usd, seconds } = together(quotes);
  const { estimate, ready, someUnknown, atOnce } = texts.value;
  return (
    <>
      <p>
        {estimate}: <strong>{usdRange(usd)}</strong>, {ready(timeWords(seconds))}.
      </p>
      {!isAll && <p class="small">{someUnknown}</p>}
      {quotes.length > 1 && <p class="small">{atOnce}</p>}
    </>
  );
}
