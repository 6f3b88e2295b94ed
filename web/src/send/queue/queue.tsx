/** The chosen and sent recordings, with progress each and together. */
import { recordings, removeRecording } from '../recordings.ts';
import { texts } from '../texts.ts';
import { RecordingRow } from './recording-row.tsx';
import { Totals } from './totals.tsx';

export function Queue() {
  const all = recordings.value;
  const sent = all.filter(({ stage }) => stage.at === 'sent');
  if (all.length === 0) return null;
  return (
    <section class="queue" aria-labelledby="queue-title">
      <h2 id="queue-title">{texts.value.list}</h2>
      <ul class="recordings">
        {all.map((recording) => (
          <RecordingRow key={recording.id} recording={recording} />
        ))}
      </ul>
      <Totals />
      {sent.length > 1 && (
        <button
          type="button"
          class="link"
          onClick={() => sent.forEach(({ id }) => removeRecording(id))}
        >
          {texts.value.clear}
        </button>
      )}
    </section>
  );
}
