/** What a recording has cost, or will cost at most. */
import type { Job } from '../app/api.ts';
import { usd } from '../i18n/format.ts';
import { isEnded } from './status-of.ts';
import { texts } from './texts.ts';

export function Cost({ job, onOpen }: { job: Job; onOpen: () => void }) {
  const { cost, soFar, atMost, receipt: see } = texts.value;
  const { receipt, quote } = job;
  if (receipt) {
    return (
      <p class="recording-cost">
        <span class="visually-hidden">{cost}: </span>
        <button type="button" class="link figures" title={see} onClick={onOpen}>
          {usd(receipt.totalUsd)}
        </button>
        {!receipt.final && <span class="small"> {soFar}</span>}
      </p>
    );
  }
  return (
    <p class="recording-cost small figures">
      {quote && !isEnded(job) && (
        <>
          <span class="visually-hidden">{cost}: </span>
          {atMost} {usd(quote.costUsd.high)}
        </>
      )}
    </p>
  );
}
