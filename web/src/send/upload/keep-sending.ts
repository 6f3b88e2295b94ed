/**
 * Sends a file until it is there: over lost connections and expired keys. Each attempt first asks what
 * the storage has, so that nothing is sent twice.
 */
import { readUpload, type Upload } from './upload-api.ts';
import {
  FileChanged,
  UploadEnded,
  untilWorthTrying,
  whyHeld,
  type HeldBecause,
} from './why-held.ts';

export interface KeptSending {
  readonly file: File;
  readonly uploadId: string;
  readonly signal: AbortSignal;
  readonly onProgress: (sent: number) => void;
  /** @param because undefined: it goes on */
  readonly onHeld: (because: HeldBecause | undefined) => void;
}

/** @throws FileChanged, UploadEnded, ApiProblem; AbortError if the signal says so */
export async function keepSending(sending: KeptSending): Promise<void> {
  const listening = new AbortController();
  sayWhenOffline(sending.onHeld, listening.signal);
  try {
    await sendUntilThere(sending);
  } finally {
    listening.abort();
  }
}

/** Uppy waits by itself then, and says nothing. */
function sayWhenOffline(onHeld: KeptSending['onHeld'], signal: AbortSignal): void {
  window.addEventListener('offline', () => onHeld('offline'), { signal });
  window.addEventListener('online', () => onHeld(undefined), { signal });
}

async function sendUntilThere(sending: KeptSending): Promise<void> {
  const { signal, onHeld } = sending;
  let failures = 0;
  let most = 0;
  const onProgress = (sent: number) => {
    if (sent > most) [most, failures] = [sent, 0];
    onHeld(undefined);
    sending.onProgress(sent);
  };
  for (;;) {
    try {
      await attempt({ ...sending, onProgress });
      return;
    } catch (error) {
      signal.throwIfAborted();
      failures += 1;
      const because = whyHeld(error, failures);
      if (because === undefined) throw error;
      onHeld(because);
      await untilWorthTrying(because, failures, signal);
    }
  }
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
