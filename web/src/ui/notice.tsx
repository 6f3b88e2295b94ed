/** A message within a view: an error is read out at once, the others when there is time. */
import type { ComponentChildren } from 'preact';
import { Icon } from './icon.tsx';

interface NoticeProps {
  kind: 'error' | 'warning' | 'info' | 'done';
  children: ComponentChildren;
}

const ICONS = { error: 'alert', warning: 'alert', info: 'info', done: 'check' } as const;

export function Notice({ kind, children }: NoticeProps) {
  return (
    <div class={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      <Icon name={ICONS[kind]} />
      <div class="notice-words">{children}</div>
    </div>
  );
}
