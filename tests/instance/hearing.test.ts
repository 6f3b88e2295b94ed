/** The engine's own decoder gives a model that hears its stretches. */
import { symlinkSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { Hearing, type HeardStretch } from '../../userdata/agent/analysis/hearing.ts';
import { secondsOf } from '../../userdata/agent/analysis/wav-files.ts';

const PROJECT = fileURLToPath(new URL('../..', import.meta.url));
const SPEECH = `${PROJECT}/model/micro-whisper/audio/news.wav`;

interface Place extends AsyncDisposable {
  audio: string;
  hearing: Hearing;
}

/** An image with the real engine. */
async function place(): Promise<Place> {
  const home = await mkdtemp(`${tmpdir()}/spotscribe-hearing-`);
  symlinkSync(`${PROJECT}/.venv`, `${home}/venv`);
  symlinkSync(`${PROJECT}/userdata/engine`, `${home}/engine`);
  await mkdir(`${home}/work`);
  const audio = `${home}/work/audio`;
  await copyFile(SPEECH, audio);
  const config = { home, workDir: `${home}/work`, engineUser: undefined };
  const onLine = () => undefined;
  return {
    audio,
    hearing: new Hearing({ config, track: undefined, seconds: 2, onLine }),
    [Symbol.asyncDispose]: () => rm(home, { recursive: true, force: true }),
  };
}

test('all of a recording is heard, also when its file is removed meanwhile', async () => {
  await using on = await place();
  const { hearing, audio } = on;
  await hearing.onAudio(audio);
  await rm(audio);

  const stretches: HeardStretch[] = [];
  for await (const one of hearing.stretches(AbortSignal.timeout(90_000))) stretches.push(one);

  stretches.forEach(({ index, start, sound }, nth) => {
    expect([index, start]).toEqual([nth, nth * 2]);
    expect(sound.seconds).toBe(secondsOf(sound.wav));
  });
  expect(stretches.at(-1)?.end).toBeCloseTo(secondsOf(await readFile(SPEECH)));
});

test('who is told to stop waits for no audio', async () => {
  await using on = await place();
  const stop = new AbortController();
  const first = on.hearing.stretches(stop.signal).next();
  stop.abort(new Error('taken back'));
  await expect(first).rejects.toThrow('taken back');
});
