/** Header of requests that create a job. */
import * as z from 'zod';

/** Any printable text, per the IETF draft. Source: draft-ietf-httpapi-idempotency-key-header. */
export const IdempotencyKey = z
  .string()
  .regex(/^[!-~]([ -~]{0,253}[!-~])?$/, '1 to 255 printable ASCII characters, no space at an end')
  .describe('A repeated request with the same key and body answers the same job, for 24 hours.');
