/** Creates the job of a request, whether it came by HTTP or in a message, with the same refusals. */
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { PriceStore } from '../../core/aws/dynamodb/price-store.ts';
import { SessionPlaces } from '../../core/aws/dynamodb/session-places.ts';
import { ResultCache } from '../../core/aws/dynamodb/result-cache.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { AddressGuard } from '../../core/base/address-guard.ts';
import { AudioUrls } from '../../core/base/audio-urls.ts';
import { readConfig } from '../../core/base/config.ts';
import type { Job } from '../../core/job/job.ts';
import { createJob } from '../../core/steps/requests/create-job.ts';
import type { AudioSources } from '../../core/steps/requests/request-audio.ts';
import { checkCallable } from './callable.ts';
import { refusedAsProblem } from './refusals.ts';
import { assertAvailable } from './unavailable.ts';

type Asked = Parameters<typeof createJob>[0];

/**
 * The returned function throws HttpProblem 413 or 422, and what createJob throws besides.
 * @param own for uploads in parts: how long they are waited for
 */
export function jobCreation(
  table: JobsTable,
  own: Pick<AudioSources, 'inParts'> = {},
): (asked: Asked, now: Date) => Promise<Job> {
  const config = readConfig([
    'audioBucket',
    'models',
    'analysisModels',
    'outputBuckets',
    'stateMachineArn',
    'webhookAllow',
    'instanceTypes',
    'maxAudioSeconds',
    'audioUrlAllow',
    'region',
    'zones',
    'onDemandFallback',
    'rootGib',
  ]);
  const guard = new AddressGuard(config.webhookAllow);
  const jobs = new JobStore(table);
  const using = {
    ...config,
    ...own,
    jobs,
    places: new SessionPlaces(table, jobs),
    objects: new ObjectReader(),
    results: new ResultCache(table),
    workflow: new Workflow(),
    audioUrls: new AudioUrls(config.audioUrlAllow),
    quoting: { ...config, prices: new PriceStore(table) },
  };
  return async (asked, now) => {
    const { webhook } = asked.request;
    assertAvailable(asked.request);
    if (webhook) checkCallable(webhook.url, 'webhook.url', guard);
    return createJob(asked, { ...using, now: () => now }).catch(refusedAsProblem);
  };
}
