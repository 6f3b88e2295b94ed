/** Half a minute of the micro model's speech. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { scriptAudio } from '../../chaos/script.ts';
import { PROJECT } from '../../computer/project.ts';

export const SAMPLE_SECONDS = 30;
/** 16 kHz, 16 bits, one channel. */
const BYTES_PER_SECOND = 32_000;
const HEADER = 44;

/** @returns the file, for the real engine or the stub */
export function sampleFile(engine: 'real' | 'stub'): string {
  const file = path.join(PROJECT, '.bench', 'roads', `${engine}.wav`);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, engine === 'real' ? speech() : silentScript());
  return file;
}

function silentScript(): Buffer {
  return scriptAudio({ title: 'kort', windows: 1, paceSeconds: 0 });
}

function speech(): Buffer {
  const long = readFileSync(path.join(PROJECT, 'model', 'micro-whisper', 'audio', 'long.wav'));
  const samples = SAMPLE_SECONDS * BYTES_PER_SECOND;
  const wav = Buffer.from(long.subarray(0, HEADER + samples));
  wav.writeUInt32LE(HEADER - 8 + samples, 4);
  wav.writeUInt32LE(samples, HEADER - 4);
  return wav;
}
