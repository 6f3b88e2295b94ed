import * as z from 'zod';

/** What `.local/cloud.json` tells other programs about a cloud that is up. */
export const CloudInfo = z.object({
  apiUrl: z.url(),
  apiKey: z.string(),
  owner: z.string(),
  region: z.string(),
  credentials: z.object({ accessKeyId: z.string(), secretAccessKey: z.string() }),
  awsEndpoints: z.object({ default: z.url() }).catchall(z.url()),
  audioBucket: z.string(),
  resultsBucket: z.string(),
  webhookSecret: z.string(),
  pid: z.int(),
});

export type CloudInfo = z.infer<typeof CloudInfo>;
