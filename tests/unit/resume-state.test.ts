import { describe, expect, test } from 'vitest';
import type { ObjectLister } from '../../core/aws/s3/object-lister.ts';
import type { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { resumeState } from '../../core/steps/attempts/resume-state.ts';
import { NO_PARTS, type TranscriptPart } from '../../core/transcript/transcript.ts';
import {
  checkpointKey,
  MAX_CHECKPOINT_PIECES,
  MAX_SPEAKER_PIECES,
  partKey,
  Resume,
  speakersKey,
} from '../../core/job/work-order.ts';

const JOB = 'job-0123456789abcdef01234567';
const OTHER = 'job-0123456789abcdef01234568';

/** A bucket with these objects: key → text. */
function bucketWith(given: Record<string, string>, more: { asksWhoSpeaks?: boolean } = {}) {
  const sorted = Object.keys(given).sort();
  const objects: Pick<ObjectLister, 'list' | 'text'> = {
    list: (_bucket, prefix, listing) => {
      const keys = sorted.filter((key) => key.startsWith(prefix)).slice(0, listing?.most);
      return Promise.resolve(keys.map((key) => ({ key, bytes: given[key]?.length ?? 0 })));
    },
    text: ({ key }) => Promise.resolve(given[key]),
  };
  const signer: Pick<ObjectSigner, 'signedGet'> = {
    signedGet: ({ bucket, key }, seconds) =>
      Promise.resolve(`https://${bucket}.test/${key}?seconds=${seconds}`),
  };
  const of = { jobId: JOB, attempt: 10, ...more };
  return resumeState(of, { objects, signer, bucket: 'results' }, 900);
}

function part(nth: number, before: number): string {
  const segment = { id: before, start: 1, end: 2, text: 'Hej', confidence: 1, flags: [] };
  const made: TranscriptPart = {
    part: nth,
    before: { segments: before, words: 0, cues: before },
    segments: [segment],
    cues: [],
    transcribedSeconds: 12,
    durationSeconds: 60,
    fraction: 0.2,
  };
  return JSON.stringify(made);
}

describe('what earlier attempts have left', () => {
  test('is nothing in the beginning', async () => {
    expect(
      await bucketWith({ [checkpointKey({ jobId: OTHER, attempt: 1 }, 0)]: '' }),
    ).toBeUndefined();
  });

  test("is the job's own pieces, in order of attempt and window, and what is in its parts", async () => {
    const left = await bucketWith({
      [checkpointKey({ jobId: JOB, attempt: 2 }, 9)]: '',
      [checkpointKey({ jobId: JOB, attempt: 10 }, 30)]: '',
      [checkpointKey({ jobId: JOB, attempt: 1 }, 8)]: '',
      [checkpointKey({ jobId: JOB, attempt: 1 }, 0)]: '',
      [checkpointKey({ jobId: OTHER, attempt: 1 }, 0)]: '',
      [partKey({ jobId: JOB, attempt: 1 }, 1)]: part(1, 0),
      [partKey({ jobId: JOB, attempt: 2 }, 2)]: part(2, 1),
    });
    expect(Resume.parse(left)).toEqual({
      checkpoint: [
        '001/checkpoint/00000',
        '001/checkpoint/00008',
        '002/checkpoint/00009',
        '010/checkpoint/00030',
      ].map((piece) => `https://results.test/jobs/${JOB}/attempts/${piece}.jsonl?seconds=900`),
      parts: {
        parts: 2,
        hold: { segments: 2, words: 0, cues: 1 },
        transcribedSeconds: 12,
        durationSeconds: 60,
        fraction: 0.2,
      },
    });
  });

  test('is also what was heard of voices, if the job asks who speaks', async () => {
    const left = {
      [speakersKey({ jobId: JOB, attempt: 2 }, 40)]: '',
      [speakersKey({ jobId: JOB, attempt: 1 }, 0)]: '',
      [speakersKey({ jobId: OTHER, attempt: 1 }, 0)]: '',
    };
    const pieces = ['001/speakers/00000', '002/speakers/00040'];
    expect(Resume.parse(await bucketWith(left, { asksWhoSpeaks: true }))).toEqual({
      checkpoint: [],
      speakers: pieces.map(
        (piece) => `https://results.test/jobs/${JOB}/attempts/${piece}.jsonl?seconds=900`,
      ),
      parts: NO_PARTS,
    });
    expect(await bucketWith(left)).toBeUndefined();
  });

  test.each(['{', '{}'])('is told although its newest part is %s', async (text) => {
    const left = await bucketWith({
      [checkpointKey({ jobId: JOB, attempt: 1 }, 0)]: '',
      [partKey({ jobId: JOB, attempt: 1 }, 1)]: text,
    });
    expect(left).toMatchObject({ checkpoint: [expect.anything()], parts: NO_PARTS });
  });

  test('fits into an answer, however much it is', async () => {
    const keys = Array.from({ length: 2000 }, (_, window) =>
      checkpointKey({ jobId: JOB, attempt: 1 }, window),
    );
    const voices = Array.from({ length: 2000 }, (_, window) =>
      speakersKey({ jobId: JOB, attempt: 1 }, window),
    );
    const all = Object.fromEntries([...keys, ...voices].map((key) => [key, '']));
    const left = Resume.parse(await bucketWith(all, { asksWhoSpeaks: true }));
    expect(left.checkpoint).toHaveLength(MAX_CHECKPOINT_PIECES);
    expect(left.speakers).toHaveLength(MAX_SPEAKER_PIECES);
  });
});
