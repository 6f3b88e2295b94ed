/** Names of models: what jobs ask for, what transcripts say. */
import * as z from 'zod';

export const ModelName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'letters, digits, . _ - are wanted');

/** Whatever is in force: the image's own model, or the newer one that an operator has published. */
export const DEFAULT_MODEL = 'kb-whisper-small';
