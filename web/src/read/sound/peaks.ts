/** Peaks of the waveform as numbers from 0 to 1. */
import type { Waveform } from '../source.ts';

export function peaksOf({ peaks }: Waveform): Float32Array {
  const bytes = atob(peaks);
  return Float32Array.from(bytes, (byte) => byte.charCodeAt(0) / 255);
}
