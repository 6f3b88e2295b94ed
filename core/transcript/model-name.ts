/** Model names, as in requests and transcripts. */
import * as z from 'zod';

export const ModelName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'letters, digits, . _ - are wanted');

/** The model in use: the image's own, or a newer one that an operator has published. */
export const DEFAULT_MODEL = 'kb-whisper-small';
