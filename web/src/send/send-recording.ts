/** Sends one recording: makes its job, uploads the file if it is one, and keeps what a reload needs. */
import { answered, api } from '../app/api.ts';
import { jobOptions, options } from './options/send-options.ts';
import { changeRecording, recordingOf, type Recording } from './recordings.ts';
import { keepSending } from './upload/keep-sending.ts';
import { forgetUpload, keepUpload } from './upload/kept-uploads.ts';
import { persevere } from './upload/persevere.ts';
import { createUpload } from './upload/upload-api.ts';
import { alone } from './upload/upload-lock.ts';
import type { HeldBecause } from './upload/why-held.ts';

/** @returns the job's id */
export async function sendRecording(recording: Recording, signal: AbortSignal): Promise<string> {
  const { id, audio } = recording;
  const patience = { signal, onHeld: (held: HeldBecause | undefined) => noteHeld(id, held) };
  if (audio.kind === 'address') {
    return persevere(patience, () => sendAddress(recording, audio.url, signal));
  }
  const { file } = audio;
  const uploadId =
    recording.uploadId ?? (await persevere(patience, () => beginUpload(recording, file, signal)));
  const onProgress = (sent: number) => noteSent(id, sent);
  await alone(uploadId, () => keepSending({ ...patience, file, uploadId, onProgress }));
  await forgetUpload(uploadId);
  return uploadId;
}

function noteSent(id: string, sent: number): void {
  const stage = recordingOf(id)?.stage;
  if (stage?.at === 'sending') changeRecording(id, { stage: { ...stage, sent } });
}

function noteHeld(id: string, held: HeldBecause | undefined): void {
  const stage = recordingOf(id)?.stage;
  if (stage?.at === 'sending') changeRecording(id, { stage: { ...stage, held } });
}

async function beginUpload(recording: Recording, file: File, signal: AbortSignal): Promise<string> {
  const body = { ...bodyOf(recording), audio: { upload: describe(file) } };
  const { uploadId, expiresAt } = await createUpload(body, recording.id, signal);
  changeRecording(recording.id, { uploadId });
  const { audio } = recording;
  await keepUpload({
    ...{ uploadId, expiresAt, name: file.name, bytes: file.size, lastModified: file.lastModified },
    ...(audio.kind === 'file' && audio.handle && { handle: audio.handle }),
    ...(audio.kind === 'recorded' && { recorded: file }),
  });
  return uploadId;
}

/** Without parameters such as the codec, which the API's field does not take. */
function describe({ name, size, type }: File) {
  const contentType = type.split(';')[0] ?? '';
  const isMediaType = /^[\w.+-]+\/[\w.+-]+$/.test(contentType);
  return { filename: name, bytes: size, ...(isMediaType && { contentType }) };
}

async function sendAddress(recording: Recording, url: string, signal: AbortSignal) {
  const params = { header: { 'Idempotency-Key': recording.id } };
  const body = { ...bodyOf(recording), audio: { url } };
  const { jobId } = await answered(api.POST('/jobs', { params, body, signal }));
  return jobId;
}

function bodyOf({ options: asked = options.peek(), folder }: Recording) {
  return { ...jobOptions(asked), ...(folder !== undefined && { metadata: { folder } }) };
}
