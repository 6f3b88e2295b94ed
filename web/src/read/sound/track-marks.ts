/** Marks under the waveform: hits of the search, doubtful places, and speech without text. */
import { useSignalEffect } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import type { Reading } from '../reading.ts';
import { colourOf } from './colour-of.ts';

interface Mark {
  readonly start: number;
  readonly end: number;
}

/** Least width of a mark, in pixels. */
const LEAST = 2;

export function useTrackMarks(
  reading: Reading,
  canvas: { readonly current: HTMLCanvasElement | null },
): void {
  useSignalEffect(() => {
    const marks = marksOf(reading);
    if (canvas.current) paint(canvas.current, marks);
  });
  useEffect(() => {
    if (!canvas.current) return undefined;
    const drawn = canvas.current;
    const observer = new ResizeObserver(() => paint(drawn, marksOf(reading)));
    observer.observe(drawn);
    return () => observer.disconnect();
  }, [reading]);
}

/** Each kind has a lane of its own, so that they differ without colours. */
function marksOf(reading: Reading) {
  const { manuscript, player, hits, doubtful } = reading;
  const all = player.duration.value || manuscript.durationSeconds.value || 0;
  return {
    all,
    lanes: [
      { colour: '--focus', marks: hits.value.map(({ start }) => ({ start, end: start })) },
      {
        colour: '--warn',
        marks: doubtful.value
          .filter(({ kind }) => kind !== 'cut_at_window')
          .map(({ start }) => ({ start, end: start })),
      },
      { colour: '--bad', marks: manuscript.holes.value },
    ],
  };
}

function paint(canvas: HTMLCanvasElement, { all, lanes }: ReturnType<typeof marksOf>): void {
  const scale = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth * scale, canvas.clientHeight * scale];
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  if (!pen || all <= 0) return;
  const lane = height / lanes.length;
  for (const [nth, { colour, marks }] of lanes.entries()) {
    pen.fillStyle = colourOf(document.body, colour);
    for (const { start, end } of marks satisfies readonly Mark[]) {
      const long = Math.max(LEAST * scale, ((end - start) / all) * width);
      pen.fillRect((start / all) * width, nth * lane, long, lane - scale);
    }
  }
}
