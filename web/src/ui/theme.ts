/** Light, dark, or as the system has it; kept on this computer. */
import { signal } from '@preact/signals';

const THEMES = ['auto', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const STORED_AS = 'spotscribe.theme';

export const theme = signal<Theme>(chosen());

theme.subscribe((now) => {
  if (now === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = now;
});

/** From one to the next. */
export function nextTheme(): Theme {
  const next = THEMES[(THEMES.indexOf(theme.value) + 1) % THEMES.length] ?? 'auto';
  localStorage.setItem(STORED_AS, next);
  theme.value = next;
  return next;
}

function chosen(): Theme {
  return THEMES.find((one) => one === localStorage.getItem(STORED_AS)) ?? 'auto';
}
