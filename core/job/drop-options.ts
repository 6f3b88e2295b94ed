/** Options of a dropped file: object metadata `x-amz-meta-spotscribe-<name>`, always text. */
import * as z from 'zod';
import { AnalysisPreset } from '../analysis/analysis-request.ts';
import { distinctList } from '../base/distinct-list.ts';
import { CreateJobRequest, JobMetadata, JobWebhook, Model } from './job-request.ts';
import { Language } from '../transcript/language.ts';
import { RedactRequest } from '../redaction/redact-request.ts';
import { Retention } from '../retention/retention.ts';
import { SpeakersText } from '../transcript/speakers.ts';
import { Vocabulary } from '../transcript/vocabulary.ts';
import { OutputLocation } from './output-location.ts';
import { Channels, TranscriptFormat } from '../transcript/transcript.ts';
import { TrackText } from '../audio/tracks.ts';
import { JobEvent } from './job-event.ts';

const PREFIX = 'spotscribe-';
const LONGEST_NAME = 60;

const flag = z.enum(['true', 'false']).transform((text) => text === 'true');
const list = z.string().transform((text) => text.split(',').map((item) => item.trim()));

const json = z.string().transform((text, context): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    context.addIssue({ code: 'custom', message: 'it is no JSON' });
    return z.NEVER;
  }
});

const OPTIONS = {
  language: Language,
  model: Model,
  words: flag,
  channels: Channels,
  track: TrackText,
  analysis: list.pipe(distinctList(AnalysisPreset)),
  formats: list.pipe(distinctList(TranscriptFormat)),
  force: flag,
  output: OutputLocation,
  metadata: json.pipe(JobMetadata),
  speakers: SpeakersText,
  review: flag,
  vocabulary: json.pipe(Vocabulary),
  redact: json.pipe(RedactRequest),
  retention: json.pipe(Retention),
  deadline: CreateJobRequest.shape.deadline.unwrap(),
  'max-cost-usd': z
    .string()
    .regex(/^\d+(\.\d+)?$/)
    .transform(Number)
    .pipe(CreateJobRequest.shape.maxCostUsd.unwrap()),
  'webhook-url': JobWebhook.shape.url,
  'webhook-events': list.pipe(distinctList(JobEvent)),
};
type Option = keyof typeof OPTIONS;

/** Ignoring these could cost more, finish later, or show and keep more than the owner allows. */
const LIMITS = ['deadline', 'max-cost-usd', 'redact', 'retention'] as const satisfies Option[];
export type Limit = (typeof LIMITS)[number];

export interface DropOptions {
  options: { [K in Option]?: z.output<(typeof OPTIONS)[K]> };
  /** Names that are unknown or have an invalid value. */
  ignored: string[];
  /** A limit that cannot be parsed, and so cannot be enforced. */
  unreadable?: Limit;
}

/** A mistyped option is ignored, so that the file is not lost; an unreadable limit is reported as such. */
export function readDropOptions(metadata: Readonly<Record<string, string>>): DropOptions {
  const options: Record<string, unknown> = {};
  const wrong: string[] = [];
  for (const [key, value] of Object.entries(metadata)) {
    if (!key.startsWith(PREFIX)) continue;
    const name = key.slice(PREFIX.length);
    const parsed = isOption(name) ? OPTIONS[name].safeParse(value) : undefined;
    if (parsed?.success) options[name] = parsed.data;
    else wrong.push(name.slice(0, LONGEST_NAME));
  }
  const unreadable = LIMITS.find((limit) => wrong.includes(limit));
  return { options, ignored: wrong, ...(unreadable && { unreadable }) };
}

/** Why an option was ignored, in the words POST /jobs would use. */
export function whyIgnored(name: string, metadata: Readonly<Record<string, string>>): string {
  if (!isOption(name)) return 'unknown option';
  const { error } = OPTIONS[name].safeParse(metadata[`${PREFIX}${name}`]);
  const why = error?.issues.map(({ message }) => message).join('; ');
  return why ?? 'a value that it cannot have here';
}

function isOption(name: string): name is Option {
  return Object.hasOwn(OPTIONS, name);
}
