/** Whether all changes are stored, with undo and redo. */
import { useEffect } from 'preact/hooks';
import { announce } from '../ui/announce.tsx';
import { Icon } from '../ui/icon.tsx';
import type { Mending } from './mending.ts';
import { texts } from './texts.ts';

export function SaveStateLine({ mending }: { mending: Mending }) {
  useOthersChanges(mending);
  const state = mending.state.value;
  const isStored = state === 'saved' || state === 'saving';
  return (
    <>
      <span class={isStored ? 'save-state' : 'save-state not-saved'} role="status">
        {state === 'saved' && <Icon name="check" />}
        {!isStored && <Icon name="alert" />}
        {texts.value.states[state]}
      </span>
      <span class="row undo-buttons">
        <StepButton mending={mending} op="undo" />
        <StepButton mending={mending} op="redo" />
      </span>
    </>
  );
}

function StepButton({ mending, op }: { mending: Mending; op: 'undo' | 'redo' }) {
  const said = texts.value;
  const step = () => {
    if (mending.step(op)) announce(op === 'undo' ? said.undone : said.redone);
  };
  return (
    <button
      type="button"
      class="icon-button"
      aria-label={said[op]}
      disabled={!mending[op === 'undo' ? 'canUndo' : 'canRedo'].value}
      onClick={step}
    >
      <Icon name={op} />
    </button>
  );
}

/** Those of others, when one comes back to the tab. */
function useOthersChanges(mending: Mending): void {
  useEffect(() => {
    const look = () => {
      // Without a connection there is nothing new; the next save says what is wrong.
      if (document.visibilityState === 'visible') mending.refresh().catch(() => undefined);
    };
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [mending]);
}
