/** Audio for the stub engine: what it shall say, how quickly, and how it shall end. */
export interface Script {
  /** Said in every window, before its number: tells one job's transcript from all others. */
  readonly title: string;
  /** Windows of 30 s. */
  readonly windows: number;
  readonly paceSeconds: number;
  /** `crash`: the engine dies of this file every time; `unreadable`: it tells that it is no audio. */
  readonly ending?: 'done' | 'crash' | 'unreadable';
  readonly atWindow?: number;
}

/** As long as some seconds of a compressed recording, so that a network can be slow with it. */
const BYTES = 20_000;

export function audioOf(script: Script): Buffer {
  return Buffer.from(JSON.stringify(script).padEnd(BYTES));
}

/** The text of each segment of the finished transcript. */
export function segmentsOf({ title, windows }: Script): string[] {
  return Array.from({ length: windows }, (_, number) => `${title} ${number}`);
}
