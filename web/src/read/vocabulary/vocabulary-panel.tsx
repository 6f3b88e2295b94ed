/** What the word list did: words that it changed, entries that were heard, and those not used. */
import type { ComponentChildren } from 'preact';
import { PlaceItem } from '../doubt/doubtful-list.tsx';
import { useReading } from '../reading.ts';
import { texts } from '../texts.ts';

export function VocabularyPanel() {
  const reading = useReading();
  const report = reading.manuscript.vocabulary.value;
  if (!report) return null;
  const { heard, replaced, refused } = report;
  const said = texts.value;
  const hear = (start: number) => () => reading.goToTime(start);
  return (
    <>
      {heard.length + replaced.length === 0 && <p class="small">{said.nothingHeard}</p>}
      <Part title={said.replaced} count={replaced.length}>
        {replaced.map(({ from, to, start }) => (
          <PlaceItem key={start} start={start} kind={from} text={to} onClick={hear(start)} />
        ))}
      </Part>
      <Part title={said.heard} count={heard.length}>
        {heard.map(({ entry, start }) => (
          <PlaceItem key={start} start={start} kind="" text={entry} onClick={hear(start)} />
        ))}
      </Part>
      <Part title={said.refused} count={refused.length}>
        {refused.map(({ entry, because }) => (
          <li key={entry}>
            {entry}
            <span class="small">{because}</span>
          </li>
        ))}
      </Part>
    </>
  );
}

interface PartProps {
  title: string;
  count: number;
  children: ComponentChildren;
}

function Part({ title, count, children }: PartProps) {
  if (count === 0) return null;
  return (
    <>
      <h3>{title}</h3>
      <ol class="places">{children}</ol>
    </>
  );
}
