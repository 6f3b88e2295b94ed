import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { contentKey } from '../../core/api/sent-audio.ts';
import { fileIdentity } from '../../core/bulk/file-identity.ts';
import { CreateJobRequest } from '../../core/job/job-request.ts';

const content = Buffer.from('audio');
const options = { language: 'sv', model: 'small', words: false, channels: 'mix' } as const;
const keyOf = (more: object = {}) =>
  contentKey({ filename: 'a.wav', content, options: { ...options, ...more } });
const identityOf = (more: object = {}) =>
  fileIdentity({
    ...{ bucket: 'audio', key: 'in/anna/a.wav', etag: 'etag', bulkId: 'bulk', models: ['small'] },
    request: CreateJobRequest.parse({ audio: { s3: 's3://audio/in/anna/a.wav' }, ...more }),
  });

const NEWER = [
  { speakers: 'auto' },
  { speakers: 2 },
  { review: true },
  { vocabulary: ['Anna'] },
  { vocabulary: ['Bo'] },
];

test('audio in a request without the newer options has the key that it had before', () => {
  const sha256 = createHash('sha256').update(content).digest('hex');
  const before = JSON.stringify([sha256, 'sv', 'small', false, 'mix']);
  expect(keyOf()).toBe(before);
  expect(keyOf({ speakers: 'off', review: false })).toBe(before);
  expect(new Set([{}, ...NEWER].map(keyOf)).size).toBe(1 + NEWER.length);
});

test('so has a file of a bulk; another option is another job', () => {
  const named = { language: 'sv', model: 'small', words: false, channels: 'mix' };
  const before = JSON.stringify(['bulk', 'audio', 'in/anna/a.wav', 'etag', named]);
  expect(identityOf()).toBe(before);
  const more = [...NEWER, { redact: {} }, { retention: { audioDays: 1 } }];
  expect(new Set([{}, ...more].map(identityOf)).size).toBe(1 + more.length);
});
