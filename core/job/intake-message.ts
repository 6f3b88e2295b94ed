/**
 * Message of the intake queue. Its body is that of POST /jobs, or the older form
 * `{job_id, s3_input_path, s3_output_path}`.
 */
import * as z from 'zod';
import { S3Location } from '../audio/audio.ts';
import { CreateJobRequest } from './job-request.ts';
import { OutputLocation } from './output-location.ts';

/** Record of an SQS event. Source: https://docs.aws.amazon.com/lambda/latest/dg/with-sqs.html */
export const IntakeMessage = z.object({
  messageId: z.string(),
  receiptHandle: z.string(),
  body: z.string(),
  /** Receives so far, with this one. */
  attributes: z.object({ ApproximateReceiveCount: z.coerce.number().int() }),
  messageAttributes: z.record(
    z.string(),
    z.object({
      dataType: z.string(),
      stringValue: z.string().optional(),
      /** In base64. */
      binaryValue: z.string().optional(),
    }),
  ),
  eventSourceARN: z.string(),
});
export type IntakeMessage = z.infer<typeof IntakeMessage>;

/** What a sender may add to a message, as attributes of the type String. */
type SendersAttribute = 'owner' | 'idempotencyKey';

/** Id that a message had before it became a dead letter: a redriven message has a new one. */
export const FIRST_ID = 'messageId';

/** Value of a sender's attribute; undefined if there is none. */
export function attributeOf(
  { messageAttributes }: Pick<IntakeMessage, 'messageAttributes'>,
  name: SendersAttribute | typeof FIRST_ID,
): string | undefined {
  return messageAttributes[name]?.stringValue;
}

/** Accepts what `schema` accepts, and leaves the text as it is. */
function textOf(schema: z.ZodType<unknown, string>) {
  return z.string().superRefine((text, context) => {
    const { error } = schema.safeParse(text);
    for (const { message } of error?.issues ?? []) {
      context.addIssue({ code: 'custom', message });
    }
  });
}

/** The older form's output is a folder, with or without a slash at its end. */
const OlderOutput = z.string().transform((path) => (path.endsWith('/') ? path : `${path}/`));

const OlderRequest = z.strictObject({
  job_id: z.string().min(1).max(200),
  s3_input_path: textOf(S3Location),
  s3_output_path: OlderOutput.pipe(textOf(OutputLocation)).optional(),
});

/** A message's request, and the id of the older form, by which a repeated message is known. */
export interface IntakeRequest {
  request: CreateJobRequest;
  olderId?: string;
}

const Older = OlderRequest.transform(
  ({ job_id, s3_input_path, s3_output_path }): IntakeRequest => ({
    request: CreateJobRequest.parse({
      audio: { s3: s3_input_path },
      output: s3_output_path,
      metadata: { job_id },
    }),
    olderId: job_id,
  }),
);

/** A message has no answer, which the upload address would be in. */
const Current = CreateJobRequest.refine(({ audio }) => audio.upload === undefined, {
  path: ['audio', 'upload'],
  message: 'a message gets no upload address; put the audio into S3 first, and name it as audio.s3',
}).transform((request): IntakeRequest => ({ request }));

/** Schema for a body: an error of a union would not say which of its forms is meant. */
export function intakeSchema(body: unknown): typeof Older | typeof Current {
  const isOlder = body instanceof Object && ('job_id' in body || 's3_input_path' in body);
  return isOlder ? Older : Current;
}

/** What identifies a message among all of its owner's. */
export function messageIdentity(
  message: Pick<IntakeMessage, 'messageId' | 'eventSourceARN' | 'messageAttributes'>,
  olderId: string | undefined,
): string {
  const own = attributeOf(message, 'idempotencyKey') ?? olderId;
  if (own !== undefined) return JSON.stringify([own]);
  return JSON.stringify([
    message.eventSourceARN,
    attributeOf(message, FIRST_ID) ?? message.messageId,
  ]);
}
