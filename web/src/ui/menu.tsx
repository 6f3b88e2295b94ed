/** A button that opens a short list of actions: arrow keys move, Escape closes and goes back to it. */
import type { ComponentChildren } from 'preact';
import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { Icon, type IconName } from './icon.tsx';

interface MenuProps {
  /** What the menu is for; read out, and shown if there is no icon. */
  label: string;
  icon?: IconName;
  children: ComponentChildren;
}

export function Menu({ label, icon, children }: MenuProps) {
  const [isOpen, setOpen] = useState(false);
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (isOpen ? opened(box.current, () => setOpen(false)) : undefined), [isOpen]);
  return (
    <div class="menu" ref={box}>
      <button
        type="button"
        class={icon ? 'icon-button' : ''}
        aria-label={icon ? label : undefined}
        aria-haspopup="menu"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
      >
        {icon ? <Icon name={icon} /> : label}
        {!icon && <Icon name="chevron-down" />}
      </button>
      {isOpen && (
        <div class="menu-items" role="menu" aria-label={label} onClick={() => setOpen(false)}>
          {children}
        </div>
      )}
    </div>
  );
}

interface MenuItemProps {
  icon?: IconName;
  isDangerous?: boolean;
  /** Runs once the menu is closed and focus is back at its button. */
  onSelect: () => void;
  children: ComponentChildren;
}

export function MenuItem({ icon, isDangerous, onSelect, children }: MenuItemProps) {
  const select = (event: MouseEvent) => {
    buttonOf(event.currentTarget as Element)?.focus();
    onSelect();
  };
  return (
    <button
      type="button"
      role="menuitem"
      tabIndex={-1}
      class={isDangerous ? 'bad' : ''}
      onClick={select}
    >
      {icon && <Icon name={icon} />}
      <span>{children}</span>
    </button>
  );
}

function buttonOf(inside: Element | null): HTMLElement | null | undefined {
  return inside?.closest('.menu')?.querySelector<HTMLElement>('[aria-haspopup]');
}

/** Puts the focus on the first item; returns what ends listening. */
function opened(box: HTMLElement | null, close: () => void): () => void {
  const stop = new AbortController();
  const items = () => [...(box?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])];
  items()[0]?.focus();
  const pressed = (event: KeyboardEvent) => {
    if (event.key === 'Tab' || event.key === 'Escape') close();
    if (event.key === 'Escape') buttonOf(box)?.focus();
    else moveFocus(event, items());
  };
  const elsewhere = (event: Event) => {
    if (!box?.contains(event.target as Node)) close();
  };
  box?.addEventListener('keydown', pressed, stop);
  document.addEventListener('pointerdown', elsewhere, stop);
  return () => stop.abort();
}

function moveFocus(event: KeyboardEvent, items: readonly HTMLElement[]): void {
  const at = items.indexOf(document.activeElement as HTMLElement);
  const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 }[event.key];
  if (to === undefined) return;
  event.preventDefault();
  items.at(to === items.length ? 0 : to)?.focus();
}
