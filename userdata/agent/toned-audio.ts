/** The recording with a tone in place of what was found in its text, made by the engine's program. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, rm, stat, writeFile } from 'node:fs/promises';
import type { Found } from '../../core/redaction/found.ts';
import type { AgentConfig } from './agent-config.ts';
import { engineEnvironment } from './engine-command.ts';

const LOOK_MS = 5000;

/** Thrown when the copy could not be made; the transcript's copy is of use without it. */
export class NoTonedAudio extends Error {
  override name = 'NoTonedAudio';
}

interface Toning {
  config: AgentConfig;
  track: number | 'mix' | undefined;
  found: readonly Pick<Found, 'start' | 'end'>[];
  /** Called as long as the copy grows. */
  onProgress: () => void;
  signal: AbortSignal;
}

/** @returns path of the copy, AAC in MP4, which the caller removes @throws NoTonedAudio, or the signal's reason */
export async function tonedAudio(toning: Toning): Promise<string> {
  const { config, found, signal } = toning;
  const [spans, out] = [`${config.workDir}/spans.json`, `${config.workDir}/toned.m4a`];
  await writeFile(spans, JSON.stringify(found.map(({ start, end }) => ({ start, end }))));
  await writeFile(out, '');
  const { engineUser } = config;
  if (engineUser) await chown(out, engineUser.uid, engineUser.gid);
  try {
    const status = await statusOf(toning, spans, out);
    signal.throwIfAborted();
    const { size } = await stat(out);
    if (status !== 0 || size === 0) {
      throw new NoTonedAudio(`the program ended with status ${status ?? '-'}`);
    }
    return out;
  } catch (error) {
    await rm(out, { force: true });
    throw error;
  } finally {
    await rm(spans, { force: true });
  }
}

async function statusOf(
  { config, track, onProgress, signal }: Toning,
  spans: string,
  out: string,
): Promise<number | null> {
  const chosen = track === undefined ? [] : ['--track', String(track)];
  const named = ['redact', config.audioFile, '--spans', spans, '--out', out, ...chosen];
  const program = spawn(`${config.home}/venv/bin/python`, ['-m', 'fast_transcribe', ...named], {
    env: engineEnvironment(config),
    stdio: 'ignore',
    ...config.engineUser,
  });
  const stop = () => program.kill('SIGKILL');
  signal.addEventListener('abort', stop);
  const looking = watchGrowth(out, onProgress);
  try {
    const [status] = (await once(program, 'exit')) as [number | null];
    return status;
  } finally {
    clearInterval(looking);
    signal.removeEventListener('abort', stop);
  }
}

function watchGrowth(file: string, onProgress: () => void) {
  let bytes = 0;
  return setInterval(() => {
    void stat(file).then(({ size }) => {
      if (size > bytes) onProgress();
      bytes = size;
    }, ignoreMissing);
  }, LOOK_MS);
}

function ignoreMissing(): void {
  // The copy is removed as soon as it is uploaded.
}
