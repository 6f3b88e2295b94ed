/** A line of a bulk's report as the deployment gives it, as far as this command uses it. */
import * as z from 'zod';

export const ServerLine = z.object({
  /** Key in the audio bucket; of a broken line of a manifest, `line 7`. */
  file: z.string(),
  status: z.string(),
  jobId: z.string().optional(),
  durationSeconds: z.number().optional(),
  code: z.string().optional(),
  message: z.string().optional(),
});
export type ServerLine = z.infer<typeof ServerLine>;

/** The name that an uploaded file had in its folder; of another one, its key. */
export function nameIn(key: string, bulkId: string): string {
  const prefix = `/bulk/${bulkId}/`;
  const at = key.indexOf(prefix);
  return at < 0 ? key : key.slice(at + prefix.length);
}
