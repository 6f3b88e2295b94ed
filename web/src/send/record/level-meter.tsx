/** How loud the microphone is: drawn many times a second, and silent for screen readers. */
import { useEffect, useRef } from 'preact/hooks';

/** Speech at arm's length fills about two thirds. */
const QUIETEST_DB = -60;

export function LevelMeter({ stream }: { stream: MediaStream }) {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      listen(stream, (share) => {
        if (bar.current) bar.current.style.transform = `scaleX(${share})`;
      }),
    [stream],
  );
  return (
    <div class="level" aria-hidden="true">
      <div class="level-bar" ref={bar} />
    </div>
  );
}

/** @param tell the share of full loudness, 0 to 1 */
function listen(stream: MediaStream, tell: (share: number) => void): () => void {
  const context = new AudioContext();
  const analyser = new AnalyserNode(context, { fftSize: 1024 });
  context.createMediaStreamSource(stream).connect(analyser);
  const samples = new Float32Array(analyser.fftSize);
  let frame = requestAnimationFrame(draw);
  function draw() {
    analyser.getFloatTimeDomainData(samples);
    tell(shareOf(samples));
    frame = requestAnimationFrame(draw);
  }
  return () => {
    cancelAnimationFrame(frame);
    void context.close();
  };
}

function shareOf(samples: Float32Array): number {
  const power = samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;
  const decibels = 10 * Math.log10(power + 1e-10);
  return Math.min(1, Math.max(0, 1 - decibels / QUIETEST_DB));
}
