/** Puts chosen files on the list, each looked at; what is certainly no sound says so. */
import { announce } from '../../ui/announce.tsx';
import { addRecordings, changeRecording, type Recording } from '../recordings.ts';
import { texts } from '../texts.ts';
import type { ChosenFile } from './chosen-file.ts';
import { lengthOf } from './length-of-file.ts';
import { whyRefused } from './look-at-file.ts';

/** What systems put into folders by themselves. */
const UNSEEN = /^(\.|Thumbs\.db$|desktop\.ini$)/i;

export async function addFiles(chosen: readonly ChosenFile[]): Promise<void> {
  const added = chosen
    .filter(({ file, folder }) => folder === undefined || !UNSEEN.test(file.name))
    .map((one) => ({ chosen: one, recording: recordingOf(one) }));
  addRecordings(added.map(({ recording }) => recording));
  if (added.length > 0) announce(texts.value.added(added.length));
  // One after the other: each reads the disk.
  for (const { chosen: one, recording } of added) await look(recording.id, one.file);
}

function recordingOf({ file, folder, handle }: ChosenFile): Recording {
  return {
    id: crypto.randomUUID(),
    name: file.name,
    ...(folder !== undefined && folder !== '' && { folder }),
    audio: { kind: 'file', file, ...(handle && { handle }) },
    bytes: file.size,
    stage: { at: 'looking' },
  };
}

async function look(id: string, file: File): Promise<void> {
  const because = await whyRefused(file);
  changeRecording(id, { stage: because ? { at: 'refused', because } : { at: 'chosen' } });
  if (!because) changeRecording(id, { seconds: await lengthOf(file) });
}

/** @param seconds as the recorder counted them */
export function addRecorded(file: File, seconds: number): void {
  const id = crypto.randomUUID();
  const audio = { kind: 'recorded', file } as const;
  const { name, size: bytes } = file;
  addRecordings([{ id, name, audio, bytes, seconds, stage: { at: 'chosen' } }]);
}

/** @returns false if it is no address that can be fetched from */
export function addAddress(text: string): boolean {
  if (!URL.canParse(text.trim())) return false;
  const url = new URL(text.trim());
  if (url.protocol !== 'https:') return false;
  const last = url.pathname.split('/').findLast((part) => part !== '');
  const name = last === undefined ? url.hostname : decoded(last);
  const audio = { kind: 'address', url: url.href } as const;
  const id = crypto.randomUUID();
  addRecordings([{ id, name, audio, bytes: 0, seconds: null, stage: { at: 'chosen' } }]);
  return true;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
