import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { RedactRequest } from '../../core/redaction/redact-request.ts';
import { fingerprintOf, knownAudioOf, type KnownAudio } from '../../core/job/result-fingerprint.ts';
import { storedAudio, type Job } from '../../core/job/job.ts';
import { earlierJob } from '../../core/steps/arrivals/earlier-job.ts';
import { aJob } from '../support/a-job.ts';

const MiB = 1024 ** 2;
const stored = { ...storedAudio(aJob()), etag: 'etag' };
const withAudio = (more: Partial<typeof stored>, job: Partial<Job> = {}) =>
  aJob({ ...job, audio: { ...stored, ...more } });

/** What is remembered, and what S3 would read as. */
function remembering(known: Record<string, Record<string, string>>, sha256 = 'of the object') {
  const reads: string[] = [];
  return {
    reads,
    using: {
      results: {
        hasAlike: (likeness: string) => Promise.resolve(likeness in known),
        jobOf: ({ likeness, sha256: of, etag }: KnownAudio) =>
          Promise.resolve(known[likeness]?.[`${of} ${etag}`]),
      },
      objects: {
        head: () => Promise.resolve(undefined),
        range: () => Promise.resolve(new Uint8Array()),
        sha256: ({ key }: { key: string }) => {
          reads.push(key);
          return Promise.resolve(sha256);
        },
      },
    },
  };
}

const after = (job: Job, sha256 = 'of the object') => ({
  [fingerprintOf(job, storedAudio(job).bytes)]: { [`${sha256} etag`]: 'job-before' },
});

describe('the job that had the same audio before', () => {
  test('is found by what is read, or by what S3 knows', async () => {
    const job = withAudio({});
    const read = remembering(after(job));
    expect(await earlierJob(job, read.using)).toBe('job-before');
    expect(read.reads).toEqual([stored.key]);

    const known = remembering(after(job, 'known'));
    expect(await earlierJob(withAudio({ sha256: 'known' }), known.using)).toBe('job-before');
    expect(known.reads).toEqual([]);
  });

  test('is none for other audio of the same length', async () => {
    const job = withAudio({});
    const { using } = remembering(after(job), 'of another');
    expect(await earlierJob(job, using)).toBeUndefined();
  });

  test('is none for audio that S3 knows as another, whatever hash a machine has told', async () => {
    const { using } = remembering(after(withAudio({})));
    expect(await earlierJob(withAudio({ etag: 'of another' }), using)).toBeUndefined();
  });

  test('is remembered by the size and the hash that S3 knows, not by those that a machine told', () => {
    const told = { bytes: 1, sha256: 'told' };
    const likeness = fingerprintOf(withAudio({}), stored.bytes);
    expect(knownAudioOf(withAudio({ sha256: 'of S3' }), told)).toEqual({
      ...{ likeness, sha256: 'of S3', etag: 'etag' },
    });
    expect(knownAudioOf(withAudio({}), told)).toEqual({ likeness, sha256: 'told', etag: 'etag' });
    const { etag: _, ...older } = stored;
    const url = 'https://example.com/a.wav';
    const redact = RedactRequest.parse({ keepOriginal: false });
    expect(knownAudioOf(withAudio({}, { redact }), told)).toBeUndefined();
    for (const audio of [older, { source: 'url', url, filename: 'a.wav' } as const]) {
      expect(knownAudioOf(aJob({ audio }), told)).toBeUndefined();
    }
  });

  test('is not looked for in audio that is too long to read, of an address, by force, or for a redaction', async () => {
    const large = withAudio({ bytes: 256 * MiB + 1 });
    const url = 'https://example.com/a.wav';
    const jobs = [
      large,
      aJob({ audio: { source: 'url', url, filename: 'a.wav' } }),
      withAudio({}, { force: true }),
      withAudio({}, { redact: RedactRequest.parse({}) }),
    ];
    for (const job of jobs) {
      const { reads, using } = remembering({ ...after(large), ...after(withAudio({})) });
      expect([await earlierJob(job, using), reads]).toEqual([undefined, []]);
    }
  });

  test('audio of a length that was never heard is not read', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat(), fc.nat(), async (bytes, other) => {
        fc.pre(bytes !== other);
        const { reads, using } = remembering(after(withAudio({ bytes: other })));
        expect(await earlierJob(withAudio({ bytes }), using)).toBeUndefined();
        expect(reads).toEqual([]);
      }),
    );
  });
});

test('jobs are alike if owner, bytes and options are the same, and only then', () => {
  const compared = fc.record({
    owner: fc.constantFrom('anna', 'bo'),
    model: fc.constantFrom('small', 'large'),
    language: fc.constantFrom('sv', 'auto'),
    words: fc.boolean(),
    channels: fc.constantFrom('mix' as const, 'split' as const),
    track: fc.constantFrom(undefined, 0, 1, 'mix' as const),
    speakers: fc.constantFrom(undefined, 'auto' as const, 2, { min: 2, max: 4 }),
    review: fc.constantFrom(undefined, true as const),
    vocabulary: fc.constantFrom<string[] | undefined>(undefined, ['Anna'], ['Anna', 'Bo']),
    bytes: fc.nat(2),
  });
  fc.assert(
    fc.property(compared, compared, (one, other) => {
      const isSame = JSON.stringify(one) === JSON.stringify(other);
      expect(fingerprintOf(one, one.bytes) === fingerprintOf(other, other.bytes)).toBe(isSame);
    }),
  );
});

test('what is made of the transcript is not compared', () => {
  const analysed = withAudio({}, { analysis: [{ preset: 'summary', model: 'tiny-llm' }] });
  expect(fingerprintOf(analysed, 1)).toBe(fingerprintOf(withAudio({}), 1));
});

test('a job that asks for no newer option has the hash that it had before there were any', () => {
  const { bytes } = stored;
  const compared = JSON.stringify(['demo', bytes, 'kb-whisper-small', 'sv', false, 'mix']);
  const before = createHash('sha256').update(compared).digest('hex');
  expect(fingerprintOf(withAudio({}), bytes)).toBe(before);
});
