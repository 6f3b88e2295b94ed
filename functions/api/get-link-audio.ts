/** GET /links/{token}/audio */
import { getLinkAudioOperation } from '../../core/api/operations/get-link-audio.ts';
import { AccessLog } from '../../core/aws/dynamodb/access-log.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LinkStore } from '../../core/aws/dynamodb/link-store.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { readConfig } from '../../core/base/config.ts';
import { isOver } from '../../core/job/kept-until.ts';
import { audioLink, redactedAudioLink } from '../../core/steps/requests/audio-link.ts';
import { openHandler } from '../http/handler.ts';
import { assertHasAudio, linkedJob } from '../http/linked-job.ts';
import { logged } from '../http/logged-read.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const log = new AccessLog(table);
const using = { jobs: new JobReader(table), links: new LinkStore(table) };
const sources = { ...config, objects: new ObjectReader(), signer: new ObjectSigner() };

export const handler = openHandler(getLinkAudioOperation, async ({ event }) => {
  const { job, link } = await linkedJob(event, using);
  const { owner, jobId } = job;
  assertHasAudio(link);
  const now = new Date();
  const { redacted = false } = link;
  const linkTo = redacted ? redactedAudioLink : audioLink;
  const isGone = isOver(job, redacted ? 'transcript' : 'audio', now);
  const body = isGone ? undefined : await linkTo(job, now, sources);
  if (!body) throw new HttpProblem('not-found', 'The audio is not kept here any more.');
  const what = redacted ? 'redacted-audio' : 'audio';
  const read = { owner, who: { link: link.linkId }, jobId, what } as const;
  return logged({ status: 200, body }, read, log);
});
