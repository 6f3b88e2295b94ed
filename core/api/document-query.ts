/** Query parameters of a transcript's document. */
import * as z from 'zod';
import { DocumentFormat } from '../transcript/documents/document-format.ts';

/** Query parameters are text. */
export const flag = z.enum(['true', 'false']).transform((text) => text === 'true');

export const DocumentQuery = z.strictObject({
  format: DocumentFormat.default('json'),
  times: flag
    .optional()
    .describe('Of txt and docx: when each paragraph begins. Default: in docx only.'),
  speakers: flag
    .optional()
    .describe('Who speaks, of all but json. Default: in txt and docx, not in srt and vtt.'),
});
export type DocumentQuery = z.infer<typeof DocumentQuery>;
