/**
 * A dialog above the page, which waits. Focus goes into it and back to where it was; Escape, the cross
 * and a click beside it close it.
 */
import type { ComponentChildren } from 'preact';
import { useId, useLayoutEffect, useRef } from 'preact/hooks';
import { inLanguage } from '../i18n/language.ts';
import { Icon } from './icon.tsx';

const texts = inLanguage({ sv: { close: 'Stäng' }, en: { close: 'Close' } });

interface DialogProps {
  title: string;
  /** Takes the dialog out of the page. Without it, only what is in the dialog ends it. */
  onClose?: (() => void) | undefined;
  /** Room for a table. */
  isWide?: boolean;
  /** Buttons at the foot, the main one last. */
  buttons?: ComponentChildren;
  children?: ComponentChildren;
}

export function Dialog({ title, onClose, isWide, buttons, children }: DialogProps) {
  const heading = useId();
  const dialog = useShownDialog();
  const cancel = (event: Event) => {
    event.preventDefault();
    onClose?.();
  };
  const clicked = (event: MouseEvent) => {
    if (event.target === dialog.current) onClose?.();
  };
  return (
    <dialog
      ref={dialog}
      class={isWide ? 'dialog wide' : 'dialog'}
      aria-labelledby={heading}
      onCancel={cancel}
      onClick={clicked}
    >
      <div class="dialog-body">
        <header class="dialog-head">
          <h2 id={heading}>{title}</h2>
          {onClose && <CloseButton onClick={onClose} />}
        </header>
        {children}
        {buttons && <footer class="dialog-foot">{buttons}</footer>}
      </div>
    </dialog>
  );
}

function CloseButton({ onClick }: { onClick: () => void }) {
  return (
    <button type="button" class="icon-button" aria-label={texts.value.close} onClick={onClick}>
      <Icon name="close" />
    </button>
  );
}

/** Shown as long as the component is there. */
function useShownDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    const before = document.activeElement;
    shown?.showModal();
    return () => {
      shown?.close();
      if (before instanceof HTMLElement && before.isConnected) before.focus();
    };
  }, []);
  return dialog;
}
