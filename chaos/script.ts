import type { EngineDone } from '../core/transcript/engine-events.ts';

/** Script of the stub engine, embedded in its audio: text, pace and ending. */
export interface Script {
  /** Text of every window, before its number; unique per job. */
  readonly title: string;
  /** Windows of 30 s. */
  readonly windows: number;
  readonly paceSeconds: number;
  /**
   * `crash`: the engine crashes in every attempt; `unreadable`, `too-long`: it fails with that error.
   * Happens at `atWindow`, since the real engine finds these errors while it decodes.
   */
  readonly ending?: 'done' | 'crash' | 'unreadable' | 'too-long';
  readonly atWindow?: number;
  /** Time from the last window to the end of the engine; default: none. */
  readonly endSeconds?: number;
  /** Path of a file: the last window waits until it is there. */
  readonly untilFile?: string;
  /** Further fields of the last event, for truncated or multi-track files. */
  readonly outcome?: Partial<Pick<EngineDone, 'truncated' | 'flags' | 'tracks'>>;
}

/** Size of a few seconds of compressed audio, so that a slow network is noticeable. */
const BYTES = 20_000;
const WINDOW_SECONDS = 30;
/** Samples per second, 16-bit mono. */
const SAMPLES = 16_000;

/**
 * A WAV that passes the probe of uploads: with a `note` chunk instead of `data`, so that no duration is
 * known before the job, or with `data` at as many bytes a second as state the script's duration.
 */
export function scriptAudio(
  script: Script,
  { statesLength = false }: { statesLength?: boolean | undefined } = {},
): Buffer {
  const seconds = Math.max(1, script.windows * WINDOW_SECONDS);
  const rate = statesLength ? Math.floor(BYTES / seconds) : 2 * SAMPLES;
  const note = Buffer.from(JSON.stringify(script).padEnd(BYTES));
  const sound = new Uint8Array(Uint16Array.of(1, 1, SAMPLES, 0, rate, 0, 2, 16).buffer);
  const chunks = Buffer.concat([chunk('fmt ', sound), chunk(statesLength ? 'data' : 'note', note)]);
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), chunks]));
}

function chunk(name: string, content: Uint8Array): Buffer {
  const header = Buffer.from(`${name}____`);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

/** Expected text of each segment. */
export function segmentsOf({ title, windows }: Script): string[] {
  return Array.from({ length: windows }, (_, number) => `${title} ${number}`);
}
