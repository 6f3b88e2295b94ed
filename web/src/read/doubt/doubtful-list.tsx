/** Doubtful places, worst first, each one click away; then the holes of the ledger. */
import { useState } from 'preact/hooks';
import { clock, number } from '../../i18n/format.ts';
import { percent } from '../../i18n/percent.ts';
import { useReading, type Reading } from '../reading.ts';
import { texts } from '../texts.ts';
import type { DoubtfulPlace } from './doubtful.ts';
import { flagName } from './flag-name.ts';

const AT_ONCE = 50;

export function DoubtfulList() {
  const reading = useReading();
  const [shown, setShown] = useState(AT_ONCE);
  const places = reading.doubtful.value;
  const holes = reading.manuscript.holes.value;
  const said = texts.value;
  if (places.length + holes.length === 0) return <p class="small">{said.noneDoubtful}</p>;
  const left = places.length - shown;
  return (
    <>
      <p class="small">{reading.reviewed.value ? said.reviewLead : said.doubtfulLead}</p>
      <ol class="places">
        {holes.map(({ start, reason }) => (
          <PlaceItem
            key={start}
            start={start}
            kind={said.hole}
            text={said.holeReasons[reason] ?? said.holeReasons['other'] ?? ''}
            onClick={() => reading.goToTime(start)}
          />
        ))}
        {places.slice(0, shown).map((place) => (
          <Doubtful key={place.id} place={place} />
        ))}
      </ol>
      {left > 0 && (
        <button type="button" onClick={() => setShown(shown + AT_ONCE)}>
          {said.more(number(Math.min(left, AT_ONCE)))}
        </button>
      )}
    </>
  );
}

function Doubtful({ place }: { place: DoubtfulPlace }) {
  const reading = useReading();
  return (
    <PlaceItem
      start={place.start}
      kind={flagName(place.kind)}
      figure={figureOf(reading, place)}
      text={place.text}
      onClick={() => reading.goToPlace(place)}
    />
  );
}

function figureOf(reading: Reading, { probability, badness }: DoubtfulPlace): string {
  const { sure, chance } = texts.value;
  return reading.reviewed.value ? chance(percent(badness)) : sure(percent(probability));
}

interface PlaceItemProps {
  start: number;
  kind: string;
  figure?: string;
  text: string;
  onClick: () => void;
}

export function PlaceItem({ start, kind, figure, text, onClick }: PlaceItemProps) {
  return (
    <li>
      <button type="button" class="place" onClick={onClick}>
        <span class="place-head">
          <span class="figures">{clock(start)}</span>
          <span>{kind}</span>
          {figure !== undefined && <span class="place-figure">{figure}</span>}
        </span>
        <span class="place-text">{text}</span>
      </button>
    </li>
  );
}
