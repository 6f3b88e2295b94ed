/** Fields of a server's POST /hybrid: those of POST /transcribe, and what is asked of the transcript. */
import * as z from 'zod';
import { AnalysisRequest, MAX_ANALYSES } from '../analysis/analysis-request.ts';
import { TranscribeForm } from './sent-audio.ts';

/** One or several, as JSON; always a list once parsed. */
const AnalysisText = z
  .string()
  .transform((text, context): unknown => {
    try {
      const asked: unknown = JSON.parse(text);
      return Array.isArray(asked) ? asked : [asked];
    } catch {
      context.addIssue({ code: 'custom', message: 'this is not JSON' });
      return z.NEVER;
    }
  })
  .pipe(z.array(AnalysisRequest).min(1).max(MAX_ANALYSES))
  .describe('JSON as in POST /jobs, one or a list.');

export const HybridForm = TranscribeForm.extend({ analysis: AnalysisText });
