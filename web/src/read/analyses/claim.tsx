/** A claim of an analysis with its quotes, each a click from its second. */
import type { Schemas } from '../../app/api.ts';
import { clock } from '../../i18n/format.ts';
import { useReading } from '../reading.ts';
import { texts } from './texts.ts';

export function ClaimItem({ claim }: { claim: Schemas['Claim'] }) {
  return (
    <li class={`claim claim-${claim.status}`}>
      <p>{claim.text}</p>
      {claim.status !== 'supported' && (
        <p class="claim-status">
          {texts.value.status[claim.status] ?? claim.status}
          {claim.marks
            ?.map(({ detail }) => detail)
            .filter((detail) => detail !== '')
            .map((detail) => ` · ${detail}`)}
        </p>
      )}
      {claim.support.map((support, nth) => (
        <Quote key={nth} support={support} />
      ))}
    </li>
  );
}

function Quote({ support }: { support: Schemas['ClaimSupport'] }) {
  const reading = useReading();
  const { quote, start, match, changed } = support;
  if (match === 'none') {
    return (
      <p class="quote small">
        “{quote}” ({texts.value.notSaid})
      </p>
    );
  }
  return (
    <>
      <button type="button" class="place" onClick={() => reading.goToTime(start)}>
        <span class="place-head figures">{clock(start)}</span>
        <span class="place-text">“{quote}”</span>
      </button>
      {changed && <p class="small claim-changed">{texts.value.changed}</p>}
    </>
  );
}
