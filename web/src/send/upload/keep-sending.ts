/**
 * Sends a file until it is there. Each attempt first asks what the storage has, so that nothing is sent
 * twice.
 */
import { persevere, type Patience } from './persevere.ts';
import { readUpload, type Upload } from './upload-api.ts';
import { FileChanged, UploadEnded } from './why-held.ts';

export interface KeptSending extends Patience {
  readonly file: File;
  readonly uploadId: string;
  readonly onProgress: (sent: number) => void;
}

/** @throws FileChanged, UploadEnded, ApiProblem; AbortError if the signal says so */
export async function keepSending(sending: KeptSending): Promise<void> {
  const listening = new AbortController();
  sayWhenOffline(sending.onHeld, listening.signal);
  let most = 0;
  try {
    await persevere(sending, (advanced) => {
      const onProgress = (sent: number) => {
        if (sent > most) advanced();
        most = Math.max(most, sent);
        sending.onProgress(sent);
      };
      return attempt({ ...sending, onProgress });
    });
  } finally {
    listening.abort();
  }
}

/** Uppy waits by itself then, and says nothing. */
function sayWhenOffline(onHeld: Patience['onHeld'], signal: AbortSignal): void {
  window.addEventListener('offline', () => onHeld('offline'), { signal });
  window.addEventListener('online', () => onHeld(undefined), { signal });
}

async function attempt({ file, uploadId, signal, onProgress }: KeptSending): Promise<void> {
  const upload = await readUpload(uploadId, signal);
  if (upload.status === 'cancelled' || upload.status === 'failed') throw new UploadEnded();
  // The answer to an earlier request that completed it was lost.
  if (upload.complete || upload.status !== 'awaiting_upload') return;
  await assertReadable(file);
  onProgress(bytesThere(upload));
  const { sendParts } = await import('./send-parts.ts');
  await sendParts({ file, upload, signal, onProgress });
}

export function bytesThere({ parts }: Upload): number {
  return parts.reduce((sum, { bytes }) => sum + bytes, 0);
}

async function assertReadable(file: File): Promise<void> {
  try {
    await file.slice(0, 1).arrayBuffer();
  } catch (cause) {
    throw new FileChanged('the file cannot be read any more', { cause });
  }
}
