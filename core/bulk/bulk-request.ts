/** Body of POST /jobs/bulk: where the files are, and what is to be done with each of them. */
import * as z from 'zod';
import { RequestedAnalyses } from '../analysis/analysis-request.ts';
import { S3Location } from '../audio/audio.ts';
import { CreateJobRequest, MAX_CEILING_USD } from '../job/job-request.ts';
import { OutputLocation } from '../job/output-location.ts';
import { RequestedRoute } from '../job/route-name.ts';

/** Files of one bulk; a larger one fails as a whole, before its first job. */
export const MAX_FILES = 100_000;

/** Accepts what `schema` accepts, and leaves the value as it is: it is stored, and parsed again. */
function unparsed<Value>(
  type: z.ZodType<Value>,
  schema: z.ZodType<unknown, Value>,
): z.ZodType<Value> {
  return type.superRefine((value, context) => {
    const { error } = schema.safeParse(value);
    for (const { message, path } of error?.issues ?? []) {
      context.addIssue({ code: 'custom', message, path });
    }
  });
}

const { shape } = CreateJobRequest;

/** Fields of POST /jobs that hold for all files of a bulk; a line of a manifest may have its own. */
export const BulkOptions = z.strictObject({
  language: shape.language.unwrap().optional(),
  model: shape.model,
  route: RequestedRoute.optional().describe('As in POST /jobs, but `batch` by default.'),
  words: z.boolean().optional(),
  channels: shape.channels.unwrap().optional(),
  track: shape.track,
  speakers: shape.speakers,
  review: shape.review,
  vocabulary: shape.vocabulary,
  redact: shape.redact,
  retention: shape.retention,
  analysis: RequestedAnalyses.optional(),
  formats: shape.formats.unwrap().optional(),
  output: unparsed(z.string().max(1000), OutputLocation).optional(),
  maxCostUsd: shape.maxCostUsd.describe('What one file may cost.'),
  deadline: shape.deadline,
  force: z.boolean().optional().describe('Have every file transcribed anew.'),
  metadata: shape.metadata.unwrap().optional(),
});
export type BulkOptions = z.infer<typeof BulkOptions>;

/** A prefix may end in the middle of a name; the empty one is refused by the check of the owner. */
const Prefix = unparsed(z.string().max(1100), S3Location);

export const BulkSource = z
  .strictObject({
    s3: Prefix.optional().describe(
      'All objects that begin with it: `s3://<audio bucket>/in/<owner>/archive/`.',
    ),
    manifest: Prefix.optional().describe(
      'An object below the same `in/<owner>/`, of JSON lines: `{"key": "in/<owner>/a.mp3", …options of this file}`.',
    ),
    upload: z
      .strictObject({ files: z.int().min(1).max(MAX_FILES) })
      .optional()
      .describe(
        'So many files come through `POST /bulk/{id}/files`; `POST /bulk/{id}/start` begins.',
      ),
  })
  .refine((source) => Object.keys(source).length === 1, {
    message: 'give exactly one of s3, manifest and upload',
  })
  .meta({ minProperties: 1, maxProperties: 1 });
export type BulkSource = z.infer<typeof BulkSource>;

export const CreateBulkRequest = z
  .strictObject({
    source: BulkSource,
    options: BulkOptions.default({}).describe('For every file, as in POST /jobs.'),
    maxCostUsd: z
      .number()
      .positive()
      .max(MAX_CEILING_USD)
      .optional()
      .describe(
        'What all jobs of the bulk may cost together. A job takes the most that it may cost out of it before it begins, and gives back what it did not use.',
      ),
    retryFailed: z
      .boolean()
      .default(false)
      .describe('Files whose earlier job failed or was cancelled get a new one.'),
  })
  .meta({
    id: 'CreateBulk',
    examples: [
      {
        source: { s3: 's3://spotscribe-prod-audio-eu-north-1-123456789012/in/anna/archive/' },
        options: { language: 'sv' },
        maxCostUsd: 50,
      },
    ],
  });
export type CreateBulkRequest = z.infer<typeof CreateBulkRequest>;
