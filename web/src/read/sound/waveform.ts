/** The waveform, drawn by wavesurfer from peaks that the engine measured: no sound is decoded here. */
import WaveSurfer from 'wavesurfer.js';
import type { Waveform } from '../source.ts';
import { colourOf } from './colour-of.ts';
import { peaksOf } from './peaks.ts';
import type { Player } from './player.ts';

/** Pixels, as in sound.css. */
const HEIGHT = 56;

/** Returns what takes it away. */
export function drawWaveform(
  container: HTMLElement,
  waveform: Waveform,
  player: Player,
): () => void {
  const peaks = peaksOf(waveform);
  const duration = player.duration.value || peaks.length / waveform.perSecond;
  const drawn = WaveSurfer.create({
    ...{ container, height: HEIGHT, interact: false, hideScrollbar: true },
    ...{ peaks: [peaks], duration, cursorWidth: 2, normalize: true, ...coloursOf(container) },
  });
  const move = () => drawn.setTime(player.time);
  player.element.addEventListener('timeupdate', move);
  const stop = player.seeks.subscribe(move);
  const dark = matchMedia('(prefers-color-scheme: dark)');
  const recolour = () => drawn.setOptions(coloursOf(container));
  dark.addEventListener('change', recolour);
  const theme = new MutationObserver(recolour);
  theme.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  return () => {
    player.element.removeEventListener('timeupdate', move);
    dark.removeEventListener('change', recolour);
    theme.disconnect();
    stop();
    drawn.destroy();
  };
}

function coloursOf(container: HTMLElement) {
  const played = colourOf(container, '--accent');
  return {
    waveColor: colourOf(container, '--line-strong'),
    progressColor: played,
    cursorColor: played,
  };
}
