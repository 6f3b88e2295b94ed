/** Icons of the page, drawn in the colour of the text beside them. They are decoration: a button says what it does in words. */
import { PATHS } from './icon-paths.ts';

export type IconName = keyof typeof PATHS;

export function Icon({ name }: { name: IconName }) {
  return (
    <svg class={`icon icon-${name}`} viewBox="0 0 24 24" aria-hidden="true" focusable="false">
      <path d={PATHS[name]} />
    </svg>
  );
}
