import type { EngineDone } from '../core/transcript/engine-events.ts';

/** Audio for the stub engine: what it shall say, how quickly, and how it shall end. */
export interface Script {
  /** Said in every window, before its number: tells one job's transcript from all others. */
  readonly title: string;
  /** Windows of 30 s. */
  readonly windows: number;
  readonly paceSeconds: number;
  /**
   * `crash`: the engine dies of this file every time; `unreadable`, `too-long`: it ends with that error.
   * The windows before `atWindow` come first: the real engine finds these errors while it decodes.
   */
  readonly ending?: 'done' | 'crash' | 'unreadable' | 'too-long';
  readonly atWindow?: number;
  /** What the engine says besides at its end, of a file with several tracks or one that was cut off. */
  readonly outcome?: Partial<Pick<EngineDone, 'truncated' | 'flags' | 'tracks'>>;
}

/** As long as some seconds of a compressed recording, so that a network can be slow with it. */
const BYTES = 20_000;
/** A second, of 16 bits, in one channel. */
const SAMPLES = 16_000;

/** A WAV by its looks, with a note where others have sound: whoever looks at uploads takes it for audio. */
export function audioOf(script: Script): Buffer {
  const note = Buffer.from(JSON.stringify(script).padEnd(BYTES));
  const sound = new Uint8Array(Uint16Array.of(1, 1, SAMPLES, 0, 2 * SAMPLES, 0, 2, 16).buffer);
  const chunks = Buffer.concat([chunk('fmt ', sound), chunk('note', note)]);
  return chunk('RIFF', Buffer.concat([Buffer.from('WAVE'), chunks]));
}

function chunk(name: string, content: Uint8Array): Buffer {
  const header = Buffer.from(`${name}____`);
  header.writeUInt32LE(content.length, 4);
  return Buffer.concat([header, content]);
}

/** The text of each segment of the finished transcript. */
export function segmentsOf({ title, windows }: Script): string[] {
  return Array.from({ length: windows }, (_, number) => `${title} ${number}`);
}
