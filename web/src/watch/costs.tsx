/** What the job has cost so far, beside what was estimated. */
import type { Job } from '../app/api.ts';
import { usd, usdRange } from '../i18n/format.ts';
import { texts } from './texts.ts';

export function Costs({ job: { receipt, quote } }: { job: Job }) {
  const { soFar, inAll, estimated } = texts.value;
  if (!receipt && !quote) return null;
  return (
    <p class="watch-costs figures">
      {receipt && (
        <>
          {receipt.final ? inAll : soFar} <strong>{usd(receipt.totalUsd)}</strong>
        </>
      )}{' '}
      {quote && <span class="small">{estimated(usdRange(quote.costUsd))}</span>}
    </p>
  );
}
