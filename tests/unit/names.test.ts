import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import type * as z from 'zod';
import { AudioUpload, safeFileName, S3Location } from '../../core/audio/audio.ts';
import { TranscribeForm } from '../../core/api/sent-audio.ts';
import { dropJobId, JobId, messageJobId, newJobId } from '../../core/base/job-id.ts';
import { TranscriptionForm } from '../../core/api/openai.ts';
import { partKey } from '../../core/job/work-order.ts';

describe('file names', () => {
  test('any name becomes one that is safe as a part of a key', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const safe = safeFileName(name);
        expect(safe).toMatch(/^[A-Za-z0-9._-]{1,100}$/);
        expect(safe).not.toMatch(/^\.|\.$|^-/);
      }),
    );
  });

  test.each([
    ['Intervju på ön.mp3', 'Intervju-pa-on.mp3'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\ljud\\å.wav', 'a.wav'],
    ['日本', 'audio'],
  ])('%s → %s', (name, safe) => {
    expect(safeFileName(name)).toBe(safe);
  });
});

describe('at every door that audio comes in by', () => {
  const bytes = new Uint8Array(1);
  const DOORS: [string, (name: string) => z.ZodSafeParseResult<unknown>][] = [
    ['audio.upload', (filename) => AudioUpload.safeParse({ filename, bytes: 1 })],
    ['POST /transcribe', (name) => TranscribeForm.safeParse({ file: new File([bytes], name) })],
    [
      'POST /v1/audio/transcriptions',
      (name) => TranscriptionForm.safeParse({ file: new File([bytes], name), model: 'whisper-1' }),
    ],
  ];
  /** OpenAI's own list, what telephones, cameras and recorders make, and names that say nothing or something else. */
  const NAMES = [
    ...['flac', 'mp3', 'mp4', 'mpeg', 'mpga', 'm4a', 'ogg', 'oga', 'opus', 'wav', 'webm'],
    ...['mov', 'mkv', 'mka', '3gp', 'm4b', 'aac', 'WAV', 'qta', 'dat', 'docx', 'm3u8'],
  ].map((extension) => `voice.${extension}`);

  test.each(DOORS)('%s takes any name', (_, door) => {
    for (const name of [...NAMES, 'Möte 2024.03.12', 'no-extension', 'a.', 'x'.repeat(255)]) {
      expect([name, door(name).error?.issues]).toEqual([name, undefined]);
    }
  });

  test.each(DOORS)('%s says what is wrong with a name that cannot be', (_, door) => {
    const said = (name: string) => door(name).error?.issues.map(({ message }) => message);
    expect(said('')).toEqual([expect.stringMatching(/name is empty/)]);
    expect(said('x'.repeat(256))).toEqual([expect.stringMatching(/longer than 255 characters/)]);
  });
});

describe('addresses in S3', () => {
  test('are split at the first slash, so that keys keep theirs', () => {
    expect(S3Location.parse('s3://a-bucket/in/demo/x y.wav')).toEqual({
      bucket: 'a-bucket',
      key: 'in/demo/x y.wav',
    });
  });

  test.each(['https://a/b', 's3://bucket', 's3:///key', 's3://Bad_Bucket/key'])(
    '%s is none',
    (address) => {
      expect(S3Location.safeParse(address).success).toBe(false);
    },
  );
});

describe('ids', () => {
  test('a dropped object has one id, and no other object has it', () => {
    const object = fc.record({ bucket: fc.string(), key: fc.string(), version: fc.string() });
    fc.assert(
      fc.property(object, object, (one, other) => {
        const isSame = JSON.stringify(one) === JSON.stringify(other);
        expect(dropJobId(one) === dropJobId(other)).toBe(isSame);
        expect(JobId.safeParse(dropJobId(one)).success).toBe(true);
      }),
    );
  });

  test("an owner's message has one id, and no other owner's or message has it", () => {
    const message = fc.record({ owner: fc.string(), id: fc.string() });
    fc.assert(
      fc.property(message, message, (one, other) => {
        const isSame = one.owner === other.owner && one.id === other.id;
        const [first, second] = [one, other].map(({ owner, id }) => messageJobId(owner, id));
        expect(first === second).toBe(isSame);
        expect(JobId.safeParse(first).success).toBe(true);
      }),
    );
  });

  test('a new job has an id that can be an execution name', () => {
    expect(newJobId()).toMatch(/^[A-Za-z0-9-]{1,80}$/);
    expect(newJobId()).not.toBe(newJobId());
  });

  test('parts are listed by S3 in their order', () => {
    const of = { jobId: 'job-x', attempt: 1 };
    fc.assert(
      fc.property(fc.uniqueArray(fc.integer({ min: 1, max: 99_999 })), (numbers) => {
        const keys = numbers.map((number) => partKey(of, number)).sort();
        const inOrder = [...numbers].sort((a, b) => a - b);
        expect(keys).toEqual(inOrder.map((number) => partKey(of, number)));
      }),
    );
  });
});
