/** Creates the job of a request, whether it came by HTTP or in a message, with the same refusals. */
import type { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
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
import { moneyOf } from './money.ts';
import { refusedAsProblem } from './refusals.ts';
import { assertAvailable } from './unavailable.ts';

type Create = (asked: Parameters<typeof createJob>[0], now: Date) => Promise<Job>;

/**
 * The returned function throws HttpProblem 413 or 422, and what createJob throws besides.
 * @param own for uploads in parts: how long they are waited for
 */
export function jobCreation(table: JobsTable, own: Pick<AudioSources, 'inParts'> = {}): Create {
  const config = readConfig(['webhookAllow', 'sagemakerEndpoint']);
  const guard = new AddressGuard(config.webhookAllow);
  const create = plainCreation(table, own);
  return async (asked, now) => {
    const { webhook } = asked.request;
    assertAvailable(asked.request, config);
    if (webhook) checkCallable(webhook.url, 'webhook.url', guard);
    return create(asked, now).catch(refusedAsProblem);
  };
}

/** The returned function throws what createJob throws. */
export function plainCreation(table: JobsTable, own: Pick<AudioSources, 'inParts'> = {}): Create {
  const config = readConfig([
    'audioBucket',
    'models',
    'analysisModels',
    'outputBuckets',
    'stateMachineArn',
    'instanceTypes',
    'maxAudioSeconds',
    'audioUrlAllow',
    'region',
    'sagemakerEndpoint',
  ]);
  const jobs = new JobStore(table);
  const money = moneyOf(table);
  const using = {
    ...config,
    ...own,
    jobs,
    places: new SessionPlaces(table, jobs),
    objects: new ObjectReader(),
    results: new ResultCache(table),
    workflow: new Workflow(),
    audioUrls: new AudioUrls(config.audioUrlAllow),
    quoting: money.quoting,
    money,
  };
  return async (asked, now) => createJob(asked, { ...using, now: () => now });
}
