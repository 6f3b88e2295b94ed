/** The options of the command line, as they came. */
export interface Words {
  'max-cost'?: string | undefined;
  route?: string | undefined;
  language?: string | undefined;
  model?: string | undefined;
  words: boolean;
  speakers?: string | undefined;
  review: boolean;
  /** Path of a file with an entry a line. */
  vocabulary?: string | undefined;
  /** Kinds between commas, `all`, or JSON. */
  redact?: string | undefined;
  'audio-days'?: string | undefined;
  'transcript-days'?: string | undefined;
  report?: string | undefined;
  transcripts?: string | undefined;
  format: string;
  detach: boolean;
  'retry-failed': boolean;
  'dry-run': boolean;
  'at-once': string;
  follow?: string | undefined;
  cancel?: string | undefined;
}
