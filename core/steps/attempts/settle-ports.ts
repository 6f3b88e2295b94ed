/** What the pieces of Settle use, and the state's input. */
import * as z from 'zod';
import type { AnalysisTokens } from '../../aws/dynamodb/analysis-tokens.ts';
import type { JobStore } from '../../aws/dynamodb/job-store.ts';
import type { SpeedRecorder } from '../../aws/dynamodb/speed-recorder.ts';
import type { ObjectReader } from '../../aws/s3/object-reader.ts';
import type { ObjectRemoval } from '../../aws/s3/object-removal.ts';
import type { ObjectWriter } from '../../aws/s3/object-writer.ts';
import { Caught } from '../../job/classify-failure.ts';

/**
 * State input: what AwaitTranscript or AwaitAnalysis answered, or what a Catch wrote. Results come from
 * a machine whose image may be older than this code; they are validated later, so that a mismatch fails
 * the job like any error.
 */
export const SettleInput = z.object({
  jobId: z.string(),
  /** From the second attempt on; a state that sets it before would be one more transition. */
  attempt: z.int().min(1).optional(),
  /** Output of Launch; no attempt if it failed. */
  launched: z.object({
    answer: z.object({
      attempt: z.int().optional(),
      heartbeatSeconds: z.number().optional(),
      timeoutSeconds: z.number().optional(),
    }),
  }),
  result: z.unknown().optional(),
  /** Of AwaitAnalysis. */
  analysed: z.unknown().optional(),
  error: Caught.optional(),
});
export type SettleInput = z.infer<typeof SettleInput>;

export interface Settling {
  jobs: JobStore;
  tokens: Pick<AnalysisTokens, 'drop'>;
  speeds: Pick<SpeedRecorder, 'record'>;
  objects: ObjectReader;
  writer: ObjectWriter;
  removal: Pick<ObjectRemoval, 'below' | 'version' | 'remove'>;
  resultsBucket: string;
  stage: string;
  timeoutSeconds: number;
  maxAttempts: number;
  now: Date;
}
