import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';

/** Content of `.local/cloud.json`: how other programs reach the running cloud. */
export const CloudInfo = z.object({
  apiUrl: z.url(),
  /** Page and API at an origin of their own; ends with a slash. */
  pageUrl: z.url(),
  apiKey: z.string(),
  owner: z.string(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  awsEndpoints: z.object({ default: z.url() }).catchall(z.url()),
  audioBucket: z.string(),
  resultsBucket: z.string(),
  /** Absent in the file of a cloud that is older than its queue. */
  intakeQueueUrl: z.url().optional(),
  webhookSecret: z.string(),
  pid: z.int(),
});

export type CloudInfo = z.infer<typeof CloudInfo>;

/** Pid of the cloud in a file; undefined if it no longer runs: a killed cloud leaves its file. */
export function pidOfCloud(file: string): number | undefined {
  if (!existsSync(file)) return undefined;
  const { data } = CloudInfo.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  return data && isAlive(data.pid) ? data.pid : undefined;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
