/** What can be told of a file before it is sent: by its size and its first bytes, as the API does it. */
import { MAX_AUDIO_BYTES } from '../../../../core/audio/max-audio-bytes.ts';
import { otherKind } from '../../../../core/audio/probe/other-kinds.ts';
import { isText } from '../../../../core/audio/probe/text.ts';

export type Refusal =
  | { readonly why: 'empty' }
  | { readonly why: 'too-large'; readonly limit: number }
  | { readonly why: 'text' }
  /** @param kind in English, such as "a document" */
  | { readonly why: 'other-kind'; readonly kind: string }
  | { readonly why: 'unreadable' };

const FIRST_BYTES = 4096;

/** undefined: it may be sent. The engine decides about what is neither known nor certainly wrong. */
export async function whyRefused(file: File): Promise<Refusal | undefined> {
  if (file.size === 0) return { why: 'empty' };
  if (file.size > MAX_AUDIO_BYTES) return { why: 'too-large', limit: MAX_AUDIO_BYTES };
  const bytes = await firstBytes(file);
  if (bytes === undefined) return { why: 'unreadable' };
  const kind = otherKind(bytes);
  if (kind !== undefined) return { why: 'other-kind', kind };
  return isText(bytes) ? { why: 'text' } : undefined;
}

async function firstBytes(file: File): Promise<Uint8Array | undefined> {
  try {
    return new Uint8Array(await file.slice(0, FIRST_BYTES).arrayBuffer());
  } catch {
    return undefined;
  }
}
