/** Who changed what, and when: a click shows the text as it was. */
import { useState } from 'preact/hooks';
import type { Edit, EditVersion } from '../../../core/editing/edit.ts';
import { moment, number } from '../i18n/format.ts';
import { useReading } from '../read/reading.ts';
import { texts } from './texts.ts';

const AT_ONCE = 50;

export function History() {
  const { manuscript } = useReading();
  const [shown, setShown] = useState(AT_ONCE);
  const versions = manuscript.mending.value?.versions.value ?? [];
  const said = texts.value;
  if (versions.length === 0) return <p class="small">{said.noVersions}</p>;
  const left = versions.length - shown;
  return (
    <>
      <p class="small">{said.versionsLead}</p>
      <ol class="places" reversed>
        {versions
          .toReversed()
          .slice(0, shown)
          .map((version, nth) => (
            <Version key={version.version} version={version} isNewest={nth === 0} />
          ))}
        {left <= 0 && <MachineVersion />}
      </ol>
      {left > 0 && (
        <button type="button" onClick={() => setShown(shown + AT_ONCE)}>
          {said.older(number(Math.min(left, AT_ONCE)))}
        </button>
      )}
    </>
  );
}

function Version({ version: of, isNewest }: { version: EditVersion; isNewest: boolean }) {
  const said = texts.value;
  const { version, at, by, edits } = of;
  return (
    <Item version={isNewest ? undefined : version}>
      <span class="place-head">
        <span>{said.versionOf(number(version))}</span>
        <span>{moment(at)}</span>
        {isNewest && <span class="place-figure">{said.current}</span>}
      </span>
      <span class="place-text">
        {by.name} {doneIn(edits)}
      </span>
    </Item>
  );
}

function MachineVersion() {
  return (
    <Item version={0}>
      <span class="place-text">{texts.value.machine}</span>
    </Item>
  );
}

/** @param version undefined: the newest */
function Item(props: { version: number | undefined; children: preact.ComponentChildren }) {
  const reading = useReading();
  const { lookingAt } = reading.manuscript;
  const look = () => {
    reading.editing.value = undefined;
    lookingAt.value = props.version;
  };
  return (
    <li>
      <button
        type="button"
        class="place"
        aria-current={lookingAt.value === props.version ? 'true' : undefined}
        onClick={look}
      >
        {props.children}
      </button>
    </li>
  );
}

function doneIn(edits: readonly Edit[]): string {
  const ops = [...new Set(edits.map(({ op }) => op))];
  return ops.map((op) => texts.value.did[op] ?? op).join(', ');
}
