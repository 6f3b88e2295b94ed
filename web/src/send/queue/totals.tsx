/** How far all uploads are together, and how long they will take at the speed of now. */
import { useEffect, useState } from 'preact/hooks';
import { bytes, duration } from '../../i18n/format.ts';
import { Bar } from '../../ui/bar.tsx';
import { recordings, type Recording } from '../recordings.ts';
import { texts } from '../texts.ts';
import { percentOf } from './words.ts';

/** A speed is that of so long, so that it neither jumps nor lags. */
const WINDOW_MS = 20_000;
const LEAST_MS = 3_000;

export function Totals() {
  const sent = recordings.value.filter(({ stage }) => isUnderWay(stage.at));
  const isSending = sent.some(({ stage }) => stage.at === 'sending' || stage.at === 'waiting');
  const all = sum(sent.map(({ bytes: size }) => size));
  const there = sum(sent.map(bytesThere));
  const isHeld = sent.some(({ stage }) => stage.at === 'sending' && stage.held !== undefined);
  const speed = useSpeed(there, isSending && !isHeld);
  if (!isSending) return null;
  const { total, left, ofBytes, keepOpen } = texts.value;
  const done = sent.filter(({ stage }) => stage.at === 'sent').length;
  const time = speed === undefined ? '' : ` · ${left(duration((all - there) / speed))}`;
  return (
    <div class="totals">
      {sent.length > 1 && (
        <Bar
          label={total(done, sent.length)}
          value={there / Math.max(1, all)}
          text={ofBytes(percentOf(there, all), bytes(there), bytes(all)) + time}
        />
      )}
      <p class="small figures">
        {sent.length === 1 && speed !== undefined && `${left(duration((all - there) / speed))}. `}
        {keepOpen}
      </p>
    </div>
  );
}

function isUnderWay(at: Recording['stage']['at']): boolean {
  return at === 'waiting' || at === 'sending' || at === 'sent';
}

function bytesThere({ stage, bytes: size }: Recording): number {
  if (stage.at === 'sent') return size;
  return stage.at === 'sending' ? stage.sent : 0;
}

function sum(values: readonly number[]): number {
  return values.reduce((one, other) => one + other, 0);
}

/** Bytes per second; undefined until it can be told. */
function useSpeed(there: number, isSending: boolean): number | undefined {
  const [seen, setSeen] = useState<readonly { at: number; there: number }[]>([]);
  useEffect(() => {
    if (!isSending) return setSeen([]);
    const at = performance.now();
    setSeen((before) => [...before.filter((one) => at - one.at < WINDOW_MS), { at, there }]);
  }, [there, isSending]);
  const [first, last] = [seen[0], seen.at(-1)];
  if (!first || !last || last.at - first.at < LEAST_MS || last.there <= first.there)
    return undefined;
  return ((last.there - first.there) / (last.at - first.at)) * 1000;
}
