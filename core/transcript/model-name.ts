/** Model names, as in requests and transcripts. */
import * as z from 'zod';

export const ModelName = z
  .string()
  .regex(/^[A-Za-z0-9][\w.-]{0,63}$/, 'letters, digits, . _ - are wanted');

/** Default of a deployment that declares no other (`models` in serverless.yml). */
export const DEFAULT_MODEL = 'kb-whisper-small';

/** The model of jobs that name none: the first that the deployment declares. */
export function defaultModel(models: readonly string[]): string {
  return models[0] ?? DEFAULT_MODEL;
}
