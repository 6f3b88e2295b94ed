/**
 * The recordings that this tab sends. They are sent on while other views are shown, and forgotten when
 * the person signs out.
 */
import { computed, signal } from '@preact/signals';
import { whenSignedOut } from '../app/session.ts';
import type { Refusal } from './choose/look-at-file.ts';
import type { SendOptions } from './options/send-options.ts';
import type { HeldBecause } from './upload/why-held.ts';

export type Audio =
  | { readonly kind: 'file'; readonly file: File; readonly handle?: FileSystemFileHandle }
  | { readonly kind: 'recorded'; readonly file: File }
  | { readonly kind: 'address'; readonly url: string };

export type Stage =
  | { readonly at: 'looking' }
  | { readonly at: 'chosen' }
  | { readonly at: 'refused'; readonly because: Refusal }
  | { readonly at: 'waiting' }
  | { readonly at: 'sending'; readonly sent: number; readonly held?: HeldBecause | undefined }
  | { readonly at: 'sent'; readonly jobId: string }
  | { readonly at: 'failed'; readonly error: unknown };

export interface Recording {
  readonly id: string;
  readonly name: string;
  /** Path of the folder that it was in. */
  readonly folder?: string;
  readonly audio: Audio;
  /** 0 of an address. */
  readonly bytes: number;
  /** null: the browser cannot tell. */
  readonly seconds?: number | null;
  readonly stage: Stage;
  /** As they were when it was sent. */
  readonly options?: SendOptions;
  /** Once the API has made its job. */
  readonly uploadId?: string;
}

export const recordings = signal<readonly Recording[]>([]);

/** Work that leaving the page would break off. */
export const isBusy = computed(() =>
  recordings.value.some(
    ({ stage, audio }) =>
      stage.at === 'waiting' ||
      stage.at === 'sending' ||
      (audio.kind === 'recorded' && stage.at !== 'sent'),
  ),
);

export function addRecordings(more: readonly Recording[]): void {
  recordings.value = [...recordings.value, ...more];
}

export function changeRecording(id: string, change: Partial<Recording>): void {
  recordings.value = recordings.value.map((one) => (one.id === id ? { ...one, ...change } : one));
}

export function removeRecording(id: string): void {
  recordings.value = recordings.value.filter((one) => one.id !== id);
}

export function recordingOf(id: string): Recording | undefined {
  return recordings.peek().find((one) => one.id === id);
}

whenSignedOut(() => (recordings.value = []));

window.addEventListener('beforeunload', (event) => {
  if (isBusy.peek()) event.preventDefault();
});
