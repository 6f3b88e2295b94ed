/** The voices of the recording, each named once. */
import { useState } from 'preact/hooks';
import { percent } from '../i18n/percent.ts';
import { useReading } from '../read/reading.ts';
import { COLOURS, shownName } from '../read/document/speakers.ts';
import { NameDialog } from './name-dialog.tsx';
import { texts } from './texts.ts';

export function Speakers() {
  const { speakers, manuscript, canMend } = useReading();
  const [named, setNamed] = useState<string>();
  const { names } = manuscript.document.value;
  const all = [...speakers.value.values()].reduce((sum, seconds) => sum + seconds, 0);
  return (
    <>
      {canMend.value && <p class="small">{texts.value.speakersLead}</p>}
      <ul class="speakers">
        {[...speakers.value].map(([speaker, seconds], nth) => (
          <li key={speaker} class={`spoken-by speaker-${nth % COLOURS}`}>
            <span class="speaker-name">{shownName(names, speaker)}</span>
            <span class="small">{texts.value.share(percent(seconds / Math.max(1, all)))}</span>
            {canMend.value && (
              <button type="button" onClick={() => setNamed(speaker)}>
                {texts.value.rename}
                <span class="visually-hidden"> {shownName(names, speaker)}</span>
              </button>
            )}
          </li>
        ))}
      </ul>
      {named !== undefined && <NameDialog speaker={named} onClose={() => setNamed(undefined)} />}
    </>
  );
}
