/** Uploads that the browser remembers and the API still takes parts of. */
import { addRecordings, recordings } from './recordings.ts';
import { enqueue } from './sending.ts';
import { forgetUpload, keptUploads, type KeptUpload } from './upload/kept-uploads.ts';
import { cancelUpload, readUpload, type Upload } from './upload/upload-api.ts';
import { isBeingSent } from './upload/upload-lock.ts';

export interface Unfinished {
  readonly kept: KeptUpload;
  readonly state: Upload;
}

/** The key's own, which no tab is sending. What another owner has begun is neither shown nor forgotten. */
export async function unfinishedUploads(): Promise<Unfinished[]> {
  const found = await Promise.all((await keptUploads()).map(unfinished));
  return found.filter((one) => one !== undefined);
}

async function unfinished(kept: KeptUpload): Promise<Unfinished | undefined> {
  const isOnTheList = recordings.peek().some(({ uploadId }) => uploadId === kept.uploadId);
  if (isOnTheList || (await isBeingSent(kept.uploadId))) return undefined;
  const state = await readUpload(kept.uploadId).catch(() => undefined);
  if (state === undefined) return undefined;
  if (state.status === 'awaiting_upload' && !state.complete) return { kept, state };
  await forgetUpload(kept.uploadId);
  return undefined;
}

/** Parts of two files must not be mixed. */
export function isSameFile({ kept, state }: Unfinished, file: File): boolean {
  return file.size === state.bytes && file.lastModified === kept.lastModified;
}

/** Puts it on the list, and sends what the storage lacks. */
export function resume({ kept, state }: Unfinished, file: File): void {
  const id = crypto.randomUUID();
  const audio = kept.recorded
    ? ({ kind: 'recorded', file } as const)
    : ({ kind: 'file', file, ...(kept.handle && { handle: kept.handle }) } as const);
  const { uploadId, filename: name, bytes } = state;
  addRecordings([{ id, name, audio, bytes, uploadId, stage: { at: 'chosen' } }]);
  enqueue(id);
}

export async function throwAway(uploadId: string): Promise<void> {
  await forgetUpload(uploadId);
  await cancelUpload(uploadId);
}
