/** Asks before the tab is closed, for as long as something is not stored: in whatever view one is. */
import { effect } from '@preact/signals';
import type { Mending } from './mending.ts';

export function warnBeforeLeaving({ isAllStored }: Mending): void {
  const warn = (event: BeforeUnloadEvent) => event.preventDefault();
  effect(() => {
    if (isAllStored.value) removeEventListener('beforeunload', warn);
    else addEventListener('beforeunload', warn);
  });
}
