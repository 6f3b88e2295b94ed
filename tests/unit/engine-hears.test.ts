/**
 * The look before a launch refuses nothing that the engine hears: over all recordings that the
 * project has, the formats that they are sent in, and damaged variants of both. The engine's own
 * decoder says what it hears.
 */
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import fc from 'fast-check';
import '../property-seed.ts';
import { PROJECT } from '../../computer/project.ts';
import { checkAudio } from '../../core/steps/arrivals/check-audio.ts';
import { SAMPLES, sampleFile } from '../support/samples.ts';

const TESTS = path.join(PROJECT, 'tests');
const PYTHON = path.join(PROJECT, '.venv/bin/python');
const ENCODED = [
  ...['a.mp3', 'no-count.mp3', 'a.mp2', 'a.aac', 'a.flac', 'a.ogg', 'a.opus', 'vorbis.ogg'],
  ...['a.webm', 'live.webm', 'a.mkv', 'a.mka', 'a.m4a', 'index-first.m4a', 'a.mp4'],
  ...['fragments.mp4', 'a.mov', 'a.3gp', 'a.m4b'],
  ...['a.wav', 'speech.wav', 'mp3.wav', 'float.wav', 'large.wav'],
];
/** FFmpeg decodes it with its bytes in the wrong order: it is heard as noise. */
const HEARD_AS_NOISE = '07-rifx.wav';
const VARIANTS = 500;
/** Larger ones are no other formats. */
const LARGEST_VARIED = 300_000;
const MAX_AUDIO_SECONDS = 12 * 3600;

interface Recording {
  name: string;
  bytes: Buffer;
}

let folder: string;
let corpus: Recording[];
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-heard-'));
  const encoded = ENCODED.map((name) => path.join(folder, name));
  const program = path.join(TESTS, 'support/reencode.py');
  execFileSync(PYTHON, [program, sampleFile('demo.wav'), ...encoded]);
  const cases = path.join(TESTS, 'engine/cases');
  const files = [
    ...readdirSync(cases).map((name) => path.join(cases, name)),
    ...SAMPLES.map(({ file }) => sampleFile(file)),
    ...encoded,
  ];
  corpus = files
    .filter((file) => path.basename(file) !== HEARD_AS_NOISE)
    .map((file) => ({ name: path.basename(file), bytes: readFileSync(file) }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What the engine answers of each: null where it hears it, else the code of its error. */
function engineOn(recordings: readonly Recording[]): (string | null)[] {
  const paths = recordings.map(({ bytes }, nth) => {
    const file = path.join(folder, `recording-${nth}`);
    writeFileSync(file, bytes);
    return file;
  });
  const program = path.join(TESTS, 'engine/hears.py');
  const input = paths.join('\n');
  const answers = execFileSync(PYTHON, [program], { input, stdio: ['pipe', 'pipe', 'ignore'] });
  return answers
    .toString()
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as string | null);
}

/** The code that ends the job before a machine is paid for; undefined for a job that goes on. */
async function refusal({ name, bytes }: Recording): Promise<string | undefined> {
  const objects = {
    head: () => Promise.resolve({ bytes: bytes.length, versionId: 'v1', metadata: {} }),
    range: (_: unknown, from: number, length: number) =>
      Promise.resolve(bytes.subarray(from, from + length)),
  };
  const object = { bucket: 'audio', key: name };
  const { problem } = await checkAudio(object, { objects, maxAudioSeconds: MAX_AUDIO_SECONDS });
  return problem?.code;
}

/** The names of those that the engine hears and the look refuses, with its code. */
async function wronglyRefused(recordings: readonly Recording[]): Promise<string[]> {
  const refusals = await Promise.all(recordings.map(refusal));
  const heard = engineOn(recordings);
  expect(heard.filter((code) => code === null).length).toBeGreaterThan(recordings.length / 3);
  return recordings.flatMap(({ name }, nth) =>
    heard[nth] === null && refusals[nth] !== undefined ? [`${name}: ${refusals[nth]}`] : [],
  );
}

test('every recording that the engine hears is taken', async () => {
  expect(await wronglyRefused(corpus)).toEqual([]);
});

test(`of ${VARIANTS} with wrong bytes, every one that it hears is taken`, async () => {
  const place = fc.oneof(
    { weight: 4, arbitrary: fc.nat(63) },
    { weight: 2, arbitrary: fc.nat(1023) },
    { weight: 1, arbitrary: fc.nat(LARGEST_VARIED) },
  );
  const flips = fc.array(fc.tuple(place, fc.integer({ min: 1, max: 255 })), {
    minLength: 1,
    maxLength: 8,
  });
  const small = corpus.filter(({ bytes }) => bytes.length <= LARGEST_VARIED);
  const variants = fc.sample(fc.tuple(fc.constantFrom(...small), flips).map(flipped), VARIANTS);
  expect(await wronglyRefused(variants)).toEqual([]);
});

/** Its name says how to make it again. */
function flipped([{ name, bytes }, flips]: [Recording, [number, number][]]): Recording {
  const wrong = Buffer.from(bytes);
  const places = flips.map(([at, mask]) => [at % wrong.length, mask] as const);
  for (const [at, mask] of places) wrong.writeUInt8(wrong.readUInt8(at) ^ mask, at);
  return { name: `${name} ^ ${JSON.stringify(places)}`, bytes: wrong };
}
