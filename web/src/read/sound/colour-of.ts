/** A colour of the theme as a canvas takes it: custom properties mean nothing to one. */
export function colourOf(within: HTMLElement, name: string): string {
  const probe = document.createElement('span');
  // Else its colour is on the way from the one before, where motion is reduced to an instant.
  probe.style.transition = 'none';
  probe.style.color = `var(${name})`;
  within.append(probe);
  const { color } = getComputedStyle(probe);
  probe.remove();
  return color;
}
