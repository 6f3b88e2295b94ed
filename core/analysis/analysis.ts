/**
 * Analyses of a transcript: claims, each with the words of the recording that it rests on. Everything
 * that a language model wrote is data: checked by code, escaped wherever it is shown.
 */
import * as z from 'zod';
import { AnalysisError } from './analysis-errors.ts';
import { AnalysisPreset } from './analysis-request.ts';

const seconds = z.number().min(0);
const count = z.int().min(0);

/** What a model has to give for each claim. Segment ids are those of the transcript. */
export const RawClaim = z.object({
  text: z.string(),
  support: z.array(z.object({ segment: count, quote: z.string() })),
});
export type RawClaim = z.infer<typeof RawClaim>;

/**
 * How a quote was found. `exact`: word for word, but for case, punctuation and spaces. `aligned`: all but
 * a few words, see `similarity`. `none`: not found.
 */
export const QuoteMatch = z.enum(['exact', 'aligned', 'none']);
export type QuoteMatch = z.infer<typeof QuoteMatch>;

export const Support = z
  .object({
    segment: count.describe('Id of the segment in which the quoted words begin.'),
    start: seconds.describe('Of the first quoted word; of the segment if it has no word times.'),
    end: seconds,
    quote: z.string().describe('As the model wrote it.'),
    match: QuoteMatch,
    similarity: z.number().min(0).max(1).optional().describe('Share of equal words; if aligned.'),
    speaker: z.string().optional(),
    confidence: z.number().min(0).max(1).optional().describe('Mean probability of the words.'),
    changed: z
      .literal(true)
      .optional()
      .describe('People have edited these words in the transcript since.'),
  })
  .meta({ id: 'ClaimSupport' });
export type Support = z.infer<typeof Support>;

/** `supported`: nothing speaks against it. `doubtful`: see the marks. `unsupported`: rests on nothing. */
export const ClaimStatus = z.enum(['supported', 'unsupported', 'doubtful']);
export type ClaimStatus = z.infer<typeof ClaimStatus>;

/** Why a claim is not supported; an open list. */
export const ClaimMark = z
  .object({
    kind: z
      .string()
      .max(40)
      .describe(
        'no-quote, quote-not-found, unknown-segment, number, name, negation, unrelated, instruction: there may be new ones.',
      ),
    detail: z.string().max(200).describe('The words of the claim that it is about.'),
  })
  .meta({ id: 'ClaimMark' });
export type ClaimMark = z.infer<typeof ClaimMark>;

export const Claim = z
  .object({
    text: z.string(),
    status: ClaimStatus,
    support: z.array(Support),
    marks: z.array(ClaimMark).optional(),
    chapter: count.optional().describe('Index in `chapters`.'),
    group: z.string().max(80).optional().describe('Heading, such as `decisions`.'),
  })
  .meta({ id: 'Claim' });
export type Claim = z.infer<typeof Claim>;

/** A stretch of the recording that was read as one. */
export const Chapter = z
  .object({
    start: seconds,
    end: seconds,
    segments: z.object({ first: count, last: count }),
    missing: z.string().optional().describe('Why it was not read.'),
  })
  .meta({ id: 'Chapter' });
export type Chapter = z.infer<typeof Chapter>;

/** How much of the recording an analysis rests on. */
export const RestsOn = z
  .object({
    readSeconds: seconds.describe('Length of the chapters that were read.'),
    fraction: z.number().min(0).max(1).describe('Share of the transcribed speech.'),
    chapters: z.object({ read: count, of: count }),
    missing: z.array(z.object({ start: seconds, end: seconds, because: z.string() })),
  })
  .meta({ id: 'RestsOn' });
export type RestsOn = z.infer<typeof RestsOn>;

export const TokenCounts = z.object({ prompt: count, completion: count });
export type TokenCounts = z.infer<typeof TokenCounts>;

export const AnalysisStatus = z.enum(['pending', 'completed', 'failed']);
export type AnalysisStatus = z.infer<typeof AnalysisStatus>;

export const Analysis = z
  .object({
    preset: AnalysisPreset.or(z.literal('custom')),
    status: AnalysisStatus,
    language: z.string(),
    model: z.string(),
    note: z
      .string()
      .optional()
      .describe(
        'What to know of the whole: such as that the makers of the model do not list the language.',
      ),
    text: z.string().describe('The claims as plain text; what is not supported is marked.'),
    claims: z.array(Claim),
    chapters: z.array(Chapter),
    output: z.unknown().optional().describe('Of the shape of `schema`.'),
    outputMarks: z
      .array(ClaimMark.extend({ path: z.string().describe('JSON pointer into `output`.') }))
      .optional()
      .describe('Values of `output` that are in none of the quoted words.'),
    error: AnalysisError.optional(),
    restsOn: RestsOn,
    tokens: TokenCounts,
    timings: z.record(z.string(), seconds),
    completedAt: z.iso.datetime().optional(),
    jobId: z.string().optional().describe('The later job that made it; absent: this one.'),
  })
  .meta({ id: 'Analysis' });
export type Analysis = z.infer<typeof Analysis>;

/** Document of an attempt, rewritten as each analysis is done, and of a job. */
export const AnalysisDocument = z
  .object({
    jobId: z.string(),
    complete: z.boolean(),
    edited: z
      .object({
        version: z.int().min(1).describe('The newest version of its edits.'),
        claims: count.describe('How many claims, of all analyses, rest on edited words.'),
      })
      .optional()
      .describe('If people have edited the transcript. Analyses are of the text of the machine.'),
    analyses: z.array(Analysis),
  })
  .meta({ id: 'Analyses' });
export type AnalysisDocument = z.infer<typeof AnalysisDocument>;

export const ANALYSIS_FORMATS = ['json', 'txt', 'md', 'docx'] as const;
export const AnalysisFormat = z.enum(ANALYSIS_FORMATS);
export type AnalysisFormat = z.infer<typeof AnalysisFormat>;
