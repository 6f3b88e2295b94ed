/** Keys of the reading view; the help (`?`) lists them. */
import { useShortcuts, type Shortcut } from '../ui/shortcuts.ts';
import type { Reading } from './reading.ts';
import { texts } from './texts.ts';

export function useReadingKeys(reading: Reading): void {
  const mends = reading.manuscript.mending.value !== undefined;
  useShortcuts({
    title: texts.value.keysTitle,
    shortcuts: [...listening(reading), ...moving(reading), ...(mends ? mending(reading) : [])],
  });
}

function listening({ player, isFollowing }: Reading): Shortcut[] {
  const does = texts.value.keys;
  return [
    { keys: [' ', 'k'], does: does.play, run: () => player.toggle() },
    { keys: ['Ctrl+ '], does: does.playInField, run: () => player.toggle(), inFields: true },
    { keys: ['ArrowLeft', 'j'], does: does.back, run: () => player.skip(-5) },
    { keys: ['ArrowRight', 'l'], does: does.forward, run: () => player.skip(5) },
    { keys: ['<'], does: does.slower, run: () => player.changeRate(-1) },
    { keys: ['>'], does: does.faster, run: () => player.changeRate(1) },
    { keys: ['f'], does: does.follow, run: () => (isFollowing.value = !isFollowing.value) },
  ];
}

function moving(reading: Reading): Shortcut[] {
  const does = texts.value.keys;
  return [
    { keys: ['n'], does: does.nextDoubt, run: () => reading.goToDoubtful(1) },
    { keys: ['p'], does: does.previousDoubt, run: () => reading.goToDoubtful(-1) },
    { keys: ['/'], does: does.find, run: () => reading.openFind() },
    { keys: ['Ctrl+f'], does: does.find, run: () => reading.openFind(), inFields: true },
    { keys: ['ArrowUp'], does: does.up, run: () => reading.moveFocus(-1) },
    { keys: ['ArrowDown'], does: does.down, run: () => reading.moveFocus(1) },
  ];
}

function mending(reading: Reading): Shortcut[] {
  const does = texts.value.keys;
  const step = (op: 'undo' | 'redo') => reading.manuscript.mending.value?.step(op);
  const byEditor = () => undefined;
  return [
    { keys: ['Enter'], does: does.edit, run: () => reading.editCurrent() },
    { keys: ['Ctrl+z'], does: does.undo, run: () => step('undo') },
    { keys: ['Ctrl+Shift+z', 'Ctrl+y'], does: does.redo, run: () => step('redo') },
    // The editor itself acts on these: they are here to be listed.
    { keys: ['Enter'], does: does.split, run: byEditor },
    { keys: ['Backspace'], does: does.join, run: byEditor },
    { keys: ['Ctrl+Enter'], does: does.hear, run: byEditor },
    { keys: ['Escape'], does: does.done, run: byEditor },
  ];
}
