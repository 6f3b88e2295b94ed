/**
 * `#/key=<key>` signs in: for links that a command prints. The key leaves the address bar and the history
 * before anything else of the page runs, so that this module is imported first.
 */
import { signal } from '@preact/signals';

const KEY = /^#\/?key=(.+)$/;

/** Taken from the address and not tried yet. */
export const keyFromAddress = signal<string | undefined>(taken());

window.addEventListener(
  'hashchange',
  (event) => {
    const key = taken();
    if (key === undefined) return;
    keyFromAddress.value = key;
    // No view has this address.
    event.stopImmediatePropagation();
  },
  { capture: true },
);

function taken(): string | undefined {
  const key = KEY.exec(location.hash)?.[1];
  if (key === undefined) return undefined;
  history.replaceState(null, '', '#/');
  return decodeURIComponent(key);
}
