/** Sends recordings: files, folders, addresses, and what the microphone hears. */
import { effect } from '@preact/signals';
import { useEffect, useState } from 'preact/hooks';
import { addressOf, goTo } from '../app/route.ts';
import { Icon } from '../ui/icon.tsx';
import { ViewHeading } from '../ui/view-heading.tsx';
import { AddressField } from './choose/address-field.tsx';
import { DropZone } from './choose/drop-zone.tsx';
import { Options } from './options/options.tsx';
import { keepQuoting } from './options/quotes.ts';
import { Queue } from './queue/queue.tsx';
import { SendBar } from './queue/send-bar.tsx';
import { Recorder } from './record/recorder.tsx';
import { recordings, removeRecording } from './recordings.ts';
import { texts } from './texts.ts';
import { Unfinished } from './unfinished.tsx';
import './send.css';

export function Send() {
  const [isRecording, setRecording] = useState(false);
  useEffect(() => keepQuoting(), []);
  useEffect(() => followTheOnlyOne(), []);
  const { title, lead, record } = texts.value;
  const hasChosen = recordings.value.some(({ stage }) => stage.at === 'chosen');
  return (
    <div class="send">
      <ViewHeading title={title} />
      <p class="lead">{lead}</p>
      <Unfinished />
      {isRecording ? (
        <Recorder onClose={() => setRecording(false)} />
      ) : (
        <DropZone>
          <button type="button" onClick={() => setRecording(true)}>
            <Icon name="mic" />
            {record}
          </button>
        </DropZone>
      )}
      <AddressField />
      <Queue />
      {hasChosen && <Options />}
      <SendBar />
    </div>
  );
}

/** A person who sends one recording wants to see its text; of several, the list says how far they are. */
function followTheOnlyOne(): () => void {
  return effect(() => {
    const [only, ...others] = recordings.value;
    if (only?.stage.at !== 'sent' || others.length > 0) return;
    const { jobId } = only.stage;
    removeRecording(only.id);
    goTo(addressOf.job(jobId));
  });
}
