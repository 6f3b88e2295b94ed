/** The recording from left to right: its waveform, the marks on it, and the slider that keys move. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { clock } from '../../i18n/format.ts';
import { useReading, type Reading } from '../reading.ts';
import { texts } from '../texts.ts';
import { useTrackMarks } from './track-marks.ts';

export function Track() {
  const reading = useReading();
  const wave = useRef<HTMLDivElement>(null);
  const marks = useRef<HTMLCanvasElement>(null);
  const hasWave = useWaveform(reading, wave);
  useTrackMarks(reading, marks);
  return (
    <div class={hasWave ? 'track with-wave' : 'track'}>
      <div ref={wave} class="track-wave" aria-hidden="true" />
      <canvas ref={marks} class="track-marks" aria-hidden="true" />
      <Slider />
    </div>
  );
}

/** Its code is loaded with the first waveform that there is. */
function useWaveform(reading: Reading, box: { readonly current: HTMLElement | null }): boolean {
  const [hasWave, setWave] = useState(false);
  const { player, source } = reading;
  useEffect(() => {
    const leaving = new AbortController();
    void source
      .waveform()
      .then(async (peaks) => {
        const { drawWaveform } = await import('./waveform.ts');
        if (!box.current || leaving.signal.aborted) return;
        leaving.signal.addEventListener('abort', drawWaveform(box.current, peaks, player));
        setWave(true);
      })
      // Without it the bar is enough.
      .catch(() => undefined);
    return () => leaving.abort();
  }, [player, source]);
  return hasWave;
}

function Slider() {
  const { player, manuscript } = useReading();
  const slider = useRef<HTMLInputElement>(null);
  const all = player.duration.value || manuscript.durationSeconds.value || 0;
  useEffect(() => {
    const update = () => {
      if (!slider.current) return;
      slider.current.value = `${player.time}`;
      slider.current.setAttribute('aria-valuetext', `${clock(player.time)} / ${clock(all)}`);
      const share = all > 0 ? player.time / all : 0;
      slider.current.style.setProperty('--played', `${share * 100}%`);
    };
    update();
    player.element.addEventListener('timeupdate', update);
    const stop = player.seeks.subscribe(update);
    return () => {
      player.element.removeEventListener('timeupdate', update);
      stop();
    };
  }, [player, all]);
  return (
    <input
      ref={slider}
      class="track-slider"
      type="range"
      min="0"
      max={all}
      step="0.1"
      aria-label={texts.value.place}
      onInput={({ currentTarget }) => player.seek(Number(currentTarget.value))}
    />
  );
}
