/** Formats in which the API gives a transcript: those of the machine, and Word, which is made when asked for. */
import * as z from 'zod';
import { CONTENT_TYPES } from '../subtitles.ts';
import { TRANSCRIPT_FORMATS } from '../transcript.ts';
import { WORD_CONTENT_TYPE } from './word-content-type.ts';

export const DocumentFormat = z.enum([...TRANSCRIPT_FORMATS, 'docx']);
export type DocumentFormat = z.infer<typeof DocumentFormat>;

export const DOCUMENT_CONTENT_TYPES: Record<DocumentFormat, string> = {
  ...CONTENT_TYPES,
  docx: WORD_CONTENT_TYPE,
};
