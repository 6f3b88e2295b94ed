/** Where the next page of the access log begins: after this entry. */
import * as z from 'zod';

export const AccessCursor = z
  .string()
  .regex(/^[\dT:.Z-]{24}#[0-9a-f]{8}$/, 'take it from "nextCursor" of the page before')
  .describe('`nextCursor` of the page before.');
