/** `#/key=<key>` signs in: for links that a command prints. */
import { signal } from '@preact/signals';

const KEY = /^#\/?key=(.+)$/;

/** Taken from the address and not tried yet. */
export const keyFromAddress = signal<string | undefined>(undefined);

/** Takes a key out of the address bar and the history, before anything reads the address. */
export function takeKeyFromAddress(): void {
  const key = KEY.exec(location.hash)?.[1];
  if (key === undefined) return;
  history.replaceState(null, '', '#/');
  keyFromAddress.value = decoded(key);
}

/** As it stands if it is not encoded: then the API refuses it, in words. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
