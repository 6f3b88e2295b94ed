/** Sends the waiting recordings, two at a time: their parts share the connection anyway. */
import { whenSignedOut } from '../app/session.ts';
import { options } from './options/send-options.ts';
import { changeRecording, recordingOf, recordings, removeRecording } from './recordings.ts';
import { sendRecording } from './send-recording.ts';
import { forgetUpload } from './upload/kept-uploads.ts';
import { hasEnded } from './upload/why-held.ts';
import { cancelUpload } from './upload/upload-api.ts';

const AT_ONCE = 2;
const running = new Map<string, AbortController>();

whenSignedOut(() => {
  for (const ended of running.values()) ended.abort();
  running.clear();
});

/** All that are chosen, with the options of now. */
export function sendAll(): void {
  for (const { id, stage } of recordings.peek()) {
    if (stage.at === 'chosen') enqueue(id);
  }
}

export function enqueue(id: string): void {
  const asked = recordingOf(id)?.options ?? options.peek();
  changeRecording(id, { stage: { at: 'waiting' }, options: asked });
  sendNext();
}

/** After a failure. An upload that has ended begins anew, as another job. */
export function again(id: string): void {
  const failed = recordingOf(id);
  if (failed?.stage.at !== 'failed') return;
  if (!hasEnded(failed.stage.error)) {
    enqueue(id);
    return;
  }
  const { uploadId: _, ...fresh } = failed;
  const next = crypto.randomUUID();
  recordings.value = recordings.value.map((one) => (one.id === id ? { ...fresh, id: next } : one));
  enqueue(next);
}

function sendNext(): void {
  const waiting = recordings.peek().filter(({ stage }) => stage.at === 'waiting');
  for (const { id } of waiting.slice(0, Math.max(0, AT_ONCE - running.size))) void run(id);
}

async function run(id: string): Promise<void> {
  const recording = recordingOf(id);
  if (!recording) return;
  const ending = new AbortController();
  running.set(id, ending);
  changeRecording(id, { stage: { at: 'sending', sent: 0 } });
  try {
    const jobId = await sendRecording(recording, ending.signal);
    changeRecording(id, { stage: { at: 'sent', jobId } });
  } catch (error) {
    if (!ending.signal.aborted) changeRecording(id, { stage: { at: 'failed', error } });
  } finally {
    if (running.get(id) === ending) running.delete(id);
    sendNext();
  }
}

/** Takes it off the list. An upload that has begun is cancelled with its job. */
export async function drop(id: string): Promise<void> {
  const recording = recordingOf(id);
  running.get(id)?.abort();
  running.delete(id);
  removeRecording(id);
  sendNext();
  if (!recording?.uploadId || recording.stage.at === 'sent') return;
  await forgetUpload(recording.uploadId);
  // The storage ends it by itself after a day.
  await cancelUpload(recording.uploadId).catch(() => undefined);
}
