/** Search in the text: the field, the count, and the hits. */
import { useLayoutEffect, useRef } from 'preact/hooks';
import { clock, number } from '../../i18n/format.ts';
import { Replace } from '../../mend/replace.tsx';
import { Icon } from '../../ui/icon.tsx';
import { useReading } from '../reading.ts';
import { texts } from '../texts.ts';
import { MOST_HITS, type Hit } from './hits.ts';

/** Hits in the list; all are marked in the text, and the buttons lead to each. */
const LISTED = 200;
/** Letters shown on either side of a hit. */
const AROUND = 40;

export function Find() {
  const reading = useReading();
  const field = useRef<HTMLInputElement>(null);
  const wanted = reading.findWanted.value;
  // Before the next key: it belongs to the field.
  useLayoutEffect(() => {
    field.current?.focus();
    field.current?.select();
  }, [wanted]);
  const search = (query: string) => {
    reading.query.value = query;
    reading.hitAt.value = 0;
    reading.hasGoneToHit = false;
  };
  const pressed = (event: KeyboardEvent) => {
    if (event.key !== 'Enter') return;
    event.preventDefault();
    reading.goToHit(reading.hitAt.value + (event.shiftKey ? -1 : reading.hasGoneToHit ? 1 : 0));
  };
  return (
    <div role="search">
      <div class="find-field">
        <input
          ref={field}
          type="search"
          aria-label={texts.value.findIn}
          placeholder={texts.value.findIn}
          value={reading.query.value}
          onInput={({ currentTarget }) => search(currentTarget.value)}
          onKeyDown={pressed}
        />
        <Steps />
      </div>
      <Count />
      <Replace />
      <Hits />
    </div>
  );
}

function Steps() {
  const reading = useReading();
  const hasNone = reading.hits.value.length === 0;
  return (
    <>
      <button
        type="button"
        class="icon-button"
        aria-label={texts.value.previousHit}
        disabled={hasNone}
        onClick={() => reading.goToHit(reading.hitAt.value - 1)}
      >
        <Icon name="chevron-left" />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={texts.value.nextHit}
        disabled={hasNone}
        onClick={() => reading.goToHit(reading.hitAt.value + (reading.hasGoneToHit ? 1 : 0))}
      >
        <Icon name="chevron-right" />
      </button>
    </>
  );
}

function Count() {
  const reading = useReading();
  const said = texts.value;
  const count = reading.hits.value.length;
  const isSearched = reading.query.value.trim() !== '';
  const all = count === 1 ? said.oneHit : said.hits(number(count), count < MOST_HITS);
  return (
    <p class="small" role="status">
      {isSearched && (count === 0 ? said.noHits : all)}
    </p>
  );
}

function Hits() {
  const reading = useReading();
  const at = reading.hitAt.value;
  return (
    <ol class="places">
      {reading.hits.value.slice(0, LISTED).map((hit, nth) => (
        <li key={`${hit.block.id}-${hit.from}`}>
          <button
            type="button"
            class="place"
            aria-current={nth === at ? 'true' : undefined}
            onClick={() => reading.goToHit(nth)}
          >
            <span class="place-head figures">{clock(hit.start)}</span>
            <Excerpt hit={hit} />
          </button>
        </li>
      ))}
    </ol>
  );
}

function Excerpt({ hit: { block, from, to } }: { hit: Hit }) {
  const [start, end] = [Math.max(0, from - AROUND), to + AROUND];
  return (
    <span class="place-text">
      {start > 0 && '…'}
      {block.text.slice(start, from)}
      <mark>{block.text.slice(from, to)}</mark>
      {block.text.slice(to, end)}
      {end < block.text.length && '…'}
    </span>
  );
}
