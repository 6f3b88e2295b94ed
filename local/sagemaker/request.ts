/** What the emulator hands over once it has checked it (local/ministack/fixes/sagemaker). */
import * as z from 'zod';

/** An endpoint with its configuration and its model. */
export const Endpoint = z.object({
  name: z.string(),
  /** The model's: all that the endpoint does, it does with it. */
  role: z.string(),
  environment: z.record(z.string(), z.string()),
  /** Without scaling. */
  instances: z.int().min(0),
  scaling: z
    .object({ min: z.int().min(0), max: z.int().min(0), leavesZero: z.boolean() })
    .nullable(),
  /** Requests that one container has at once. */
  concurrency: z.int().min(1),
  successTopic: z.string().nullable(),
  errorTopic: z.string().nullable(),
});
export type Endpoint = z.infer<typeof Endpoint>;

/** A request to an endpoint; locations are s3:// URIs. */
export const QueuedRequest = z.object({
  endpoint: Endpoint,
  inferenceId: z.string(),
  inputLocation: z.string(),
  contentType: z.string().nullable(),
  accept: z.string().nullable(),
  customAttributes: z.string().nullable(),
  timeoutSeconds: z.int(),
  ttlSeconds: z.int(),
  outputLocation: z.string(),
  failureLocation: z.string(),
  receivedTime: z.string(),
});
export type QueuedRequest = z.infer<typeof QueuedRequest>;
