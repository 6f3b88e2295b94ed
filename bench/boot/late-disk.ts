import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { PROJECT } from '../../computer/project.ts';

/** Thrown if FUSE is missing or not permitted. */
export class NoLateDisk extends Error {
  override readonly name = 'NoLateDisk';
}

/** A folder mounted with latency on each read; see late_disk.py. */
export interface LateDisk {
  /** Bytes read between two times, in milliseconds since 1970. */
  bytesAsked(from: number, until: number): number;
  unmount(): Promise<void>;
}

interface Mount {
  readonly source: string;
  readonly place: string;
  readonly milliseconds: number;
  /** A Python with mfusepy. */
  readonly python: string;
}

interface Read {
  readonly at: number;
  readonly bytes: number;
}

/** @throws NoLateDisk */
export async function mountLateDisk(mount: Mount): Promise<LateDisk> {
  const { source, place, milliseconds, python } = mount;
  mkdirSync(place, { recursive: true });
  const program = path.join(PROJECT, 'bench', 'boot', 'late_disk.py');
  const child = spawn(python, [program, source, place, String(milliseconds)], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  const ended = once(child, 'close');
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaint += text));
  const reads: Read[] = [];
  const lines = createInterface(child.stdout);
  const [first] = (await Promise.race([once(lines, 'line'), ended])) as [unknown];
  if (first !== 'mounted') throw new NoLateDisk(complaint.trim().split('\n').at(-1));
  lines.on('line', (line) => {
    const [at, bytes] = line.split(' ').map(Number);
    reads.push({ at: at ?? NaN, bytes: bytes ?? NaN });
  });
  return {
    bytesAsked: (from, until) => {
      const between = reads.filter(({ at }) => at >= from && at <= until);
      return between.reduce((sum, { bytes }) => sum + bytes, 0);
    },
    unmount: async () => {
      child.stdin.end();
      await ended;
    },
  };
}
