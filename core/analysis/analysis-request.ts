/** What a caller asks of a transcript. */
import * as z from 'zod';
import { Language } from '../transcript/language.ts';
import { ModelName } from '../transcript/model-name.ts';
import { CallerSchema } from './caller-schema.ts';

export const ANALYSIS_PRESETS = ['summary', 'minutes', 'actions', 'chapters', 'questions'] as const;
export const AnalysisPreset = z.enum(ANALYSIS_PRESETS);
export type AnalysisPreset = z.infer<typeof AnalysisPreset>;

/** Analyses of one job. */
export const MAX_ANALYSES = 5;
const MAX_PROMPT_LENGTH = 4000;

export const AnalysisRequest = z
  .strictObject({
    preset: AnalysisPreset.optional(),
    prompt: z
      .string()
      .trim()
      .min(1)
      .max(MAX_PROMPT_LENGTH)
      .optional()
      .describe('Instructions of your own, beside those of the preset or in their place.'),
    schema: CallerSchema.optional().describe(
      'JSON Schema of `output`: the answer has an object of this shape beside its claims.',
    ),
    model: ModelName.optional().describe(
      'One that the deployment declares for analyses; by default the first.',
    ),
    language: Language.exclude(['auto'])
      .optional()
      .describe('Language of the answer; by default that of the recording.'),
  })
  .refine(({ preset, prompt, schema }) => preset ?? prompt ?? schema, {
    message: 'give at least one of preset, prompt and schema',
  })
  .meta({ id: 'AnalysisRequest' });
export type AnalysisRequest = z.infer<typeof AnalysisRequest>;

/** One or several; always a list once parsed. */
export const RequestedAnalyses = z
  .union([AnalysisRequest, z.array(AnalysisRequest).min(1).max(MAX_ANALYSES)])
  .transform((asked) => (Array.isArray(asked) ? asked : [asked]));
