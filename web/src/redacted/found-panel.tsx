/** What was replaced, in order of time: each a click from its sound, and to be confirmed or taken back. */
import { clock } from '../i18n/format.ts';
import { useReading } from '../read/reading.ts';
import { AddText } from './add-text.tsx';
import type { Decisions, Found, Redaction } from './redacted-source.ts';
import { texts } from './texts.ts';

interface FoundPanelProps {
  redaction: Redaction;
  onDecide: (decisions: Decisions) => void;
}

export function FoundPanel({ redaction, onDecide }: FoundPanelProps) {
  const said = texts.value;
  const { found, names } = redaction;
  return (
    <>
      <p class="small">{found.length === 0 ? said.nothing : said.foundLead}</p>
      {names && <p class="small">{said.namesBy(names.model?.name)}</p>}
      <ol class="found">
        {found.map((one) => (
          <FoundItem
            key={one.id}
            found={one}
            onReject={() => onDecide({ reject: [one.id], add: [] })}
          />
        ))}
      </ol>
      <AddText onAdd={(add) => onDecide({ reject: [], add: [add] })} />
    </>
  );
}

function FoundItem({ found, onReject }: { found: Found; onReject: () => void }) {
  const reading = useReading();
  const said = texts.value;
  const { start, kind, text, pseudonym, by } = found;
  return (
    <li>
      <button type="button" class="place" onClick={() => reading.goToTime(start)}>
        <span class="place-head">
          <span class="figures">{clock(start)}</span>
          <span>{said.kinds[kind] ?? kind}</span>
          {by === 'model' && <span class="small">{said.byModel}</span>}
        </span>
        <span class="place-text">{text === undefined ? pseudonym : `${text} → ${pseudonym}`}</span>
      </button>
      {text !== undefined && (
        <button type="button" onClick={onReject}>
          {said.reject}
          <span class="visually-hidden"> {text}</span>
        </button>
      )}
    </li>
  );
}
