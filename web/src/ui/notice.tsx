/** A message within a view: an error is read out at once, the others when there is time. */
import type { ComponentChildren } from 'preact';

interface NoticeProps {
  kind: 'error' | 'warning' | 'info' | 'done';
  children: ComponentChildren;
}

export function Notice({ kind, children }: NoticeProps) {
  return (
    <div class={`notice notice-${kind}`} role={kind === 'error' ? 'alert' : 'status'}>
      {children}
    </div>
  );
}
