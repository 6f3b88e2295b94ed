import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import {
  locationOf,
  OutputLocation,
  outputKey,
  whyNotDeclared,
} from '../../core/job/output-location.ts';

describe('where results are wanted', () => {
  test.each([
    ['s3://bucket/', { bucket: 'bucket', prefix: '' }],
    ['s3://my.bucket-1/a/b c/å/', { bucket: 'my.bucket-1', prefix: 'a/b c/å/' }],
  ])('%s', (address, place) => {
    expect(OutputLocation.parse(address)).toEqual(place);
    expect(locationOf(place)).toBe(address);
  });

  test.each([
    's3://bucket',
    's3://bucket/half',
    's3://bucket//',
    's3://bucket/a//b/',
    's3://bucket/../',
    's3://bucket/a/./',
    's3://b/',
    's3://Bucket/',
    'https://bucket/a/',
    's3://bucket/\n/',
    `s3://bucket/${'å'.repeat(451)}/`,
  ])('%j is refused', (address) => {
    expect(OutputLocation.safeParse(address).success).toBe(false);
  });

  test('is below its prefix, whatever that is, and a key that S3 takes', () => {
    const part = fc.stringMatching(/^[a-zåäö .~-]{1,20}$/).filter((text) => !/^\.+$/.test(text));
    fc.assert(
      fc.property(fc.array(part, { maxLength: 20 }), (parts) => {
        const address = `s3://bucket/${parts.map((name) => `${name}/`).join('')}`;
        const key = outputKey(OutputLocation.parse(address), 'job-1', 'srt');
        expect(`s3://bucket/${key}`).toBe(`${address}job-1.srt`);
        expect(Buffer.byteLength(key)).toBeLessThanOrEqual(1024);
      }),
    );
  });

  test('must be declared', () => {
    const place = { bucket: 'ours', prefix: '' };
    expect(whyNotDeclared(place, ['theirs', 'ours'])).toBeUndefined();
    expect(whyNotDeclared(place, ['theirs'])).toContain('theirs');
    expect(whyNotDeclared(place, [])).toContain('no bucket');
  });
});
