import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { messageJobId } from '../../core/base/job-id.ts';
import {
  IntakeMessage,
  intakeSchema,
  messageIdentity,
  type IntakeRequest,
} from '../../core/job/intake-message.ts';
import { CreateJobRequest } from '../../core/job/job-request.ts';

const S3 = 's3://a-bucket/in/anna/a.wav';

function read(body: unknown): IntakeRequest {
  return intakeSchema(body).parse(body);
}

/** Paths of all fields that are refused. */
function refused(body: unknown): string[] {
  const { error } = intakeSchema(body).safeParse(body);
  return (error?.issues ?? []).map((issue) =>
    [...issue.path, ...(issue.code === 'unrecognized_keys' ? issue.keys : [])].join('.'),
  );
}

describe('a body', () => {
  test('is that of POST /jobs, with its defaults', () => {
    const body = { audio: { s3: S3 }, words: true, metadata: { case: '1' } };
    expect(read(body)).toEqual({ request: CreateJobRequest.parse(body) });
  });

  test('has the older names, and its id is kept where its sender finds it', () => {
    const body = { job_id: 'a 1', s3_input_path: S3, s3_output_path: 's3://b-bucket/out/' };
    expect(read(body)).toEqual({
      olderId: 'a 1',
      request: CreateJobRequest.parse({
        audio: { s3: S3 },
        output: 's3://b-bucket/out/',
        metadata: { job_id: 'a 1' },
      }),
    });
  });

  test.each([
    ['s3://b-bucket', ''],
    ['s3://b-bucket/', ''],
    ['s3://b-bucket/out', 'out/'],
    ['s3://b-bucket/out/', 'out/'],
  ])('names a folder as its older output, as %s', (s3_output_path, prefix) => {
    const { request } = read({ job_id: '1', s3_input_path: S3, s3_output_path });
    expect(request.output).toEqual({ bucket: 'b-bucket', prefix });
  });

  test.each<[string, unknown, string[]]>([
    ['no object', [S3], ['']],
    ['nothing', null, ['']],
    ['an upload', { audio: { upload: { filename: 'a', bytes: 1 } } }, ['audio.upload']],
    ['an unknown field', { audio: { s3: S3 }, priority: 1 }, ['priority']],
    ['half of each form', { job_id: '1', audio: { s3: S3 } }, ['s3_input_path', 'audio']],
    ['no older id', { s3_input_path: S3 }, ['job_id']],
    ['an older path of another kind', { job_id: '1', s3_input_path: '/a.wav' }, ['s3_input_path']],
    [
      'an older output that climbs',
      { job_id: '1', s3_input_path: S3, s3_output_path: 's3://b-bucket/../x' },
      ['s3_output_path'],
    ],
  ])('with %s is refused by the names that its sender used', (_, body, paths) => {
    expect(refused(body)).toEqual(paths);
  });

  test('of any content is read or refused, without another error', () => {
    const older = fc.record(
      { job_id: fc.anything(), s3_input_path: fc.anything(), s3_output_path: fc.anything() },
      { requiredKeys: ['job_id'] },
    );
    const paths = fc.record({
      job_id: fc.string({ unit: 'binary' }),
      s3_input_path: fc.string().map((key) => `s3://a-bucket/${key}`),
      s3_output_path: fc.string().map((key) => `s3://a-bucket/${key}`),
    });
    fc.assert(
      fc.property(fc.oneof(fc.jsonValue(), older, paths), (body) => {
        expect(() => intakeSchema(body).safeParse(body)).not.toThrow();
      }),
    );
  });
});

describe('a message is known again', () => {
  const text = (stringValue: string) => ({ dataType: 'String', stringValue });
  const message = { messageId: 'm1', eventSourceARN: 'queue', messageAttributes: {} };
  const idOf = (given: Partial<typeof message> & object, olderId?: string) =>
    messageJobId('anna', messageIdentity({ ...message, ...given }, olderId));

  test('by its id, and by its first one when it was redriven', () => {
    expect(idOf({})).toBe(idOf({}));
    expect(idOf({ messageId: 'm2' })).not.toBe(idOf({}));
    expect(idOf({ messageId: 'm2', messageAttributes: { messageId: text('m1') } })).toBe(idOf({}));
    expect(idOf({ eventSourceARN: 'other' })).not.toBe(idOf({}));
  });

  test('by the key or the older id that its sender gave, whatever its own', () => {
    const keyed = (key: string) => ({ messageAttributes: { idempotencyKey: text(key) } });
    expect(idOf({ ...keyed('k'), messageId: 'm2' })).toBe(idOf(keyed('k')));
    expect(idOf(keyed('l'))).not.toBe(idOf(keyed('k')));
    expect(idOf({ messageId: 'm2' }, 'k')).toBe(idOf({}, 'k'));
    // An id of a sender is none of a queue's.
    expect(idOf({}, 'm1')).not.toBe(idOf({}));
  });

  test('by no other', () => {
    const identity = messageIdentity(message, 'k');
    expect(messageJobId('anna', identity)).not.toBe(messageJobId('bea', identity));
  });
});

test("a record of Lambda's is read with bytes and texts among its attributes", () => {
  const record = {
    ...{ messageId: 'm', receiptHandle: 'r', body: '{}', eventSourceARN: 'queue' },
    attributes: { ApproximateReceiveCount: '3', SentTimestamp: '1' },
    messageAttributes: {
      bytes: { binaryValue: 'aGVq', stringListValues: [], dataType: 'Binary' },
      text: { stringValue: 'hej', dataType: 'String' },
    },
    awsRegion: 'eu-north-1',
  };
  expect(IntakeMessage.parse(record)).toMatchObject({
    attributes: { ApproximateReceiveCount: 3 },
    messageAttributes: { bytes: { binaryValue: 'aGVq' }, text: { stringValue: 'hej' } },
  });
});
