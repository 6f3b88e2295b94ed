/** GET /jobs/{id}/audio */
import { getAudioOperation } from '../../core/api/operations/get-audio.ts';
import { AccessLog } from '../../core/aws/dynamodb/access-log.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { readConfig } from '../../core/base/config.ts';
import type { Job } from '../../core/job/job.ts';
import { audioLink, redactedAudioLink } from '../../core/steps/requests/audio-link.ts';
import { keyHandler } from '../http/handler.ts';
import { assertKept } from '../http/kept.ts';
import { logged } from '../http/logged-read.ts';
import { storedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const log = new AccessLog(table);
const using = { ...config, objects: new ObjectReader(), signer: new ObjectSigner() };

export const handler = keyHandler(
  getAudioOperation,
  table,
  async ({ event, owner, keyId, query: { redacted } }) => {
    const job = await storedJob(event, owner, jobs);
    // The copy with tones is made of the transcript, and is kept as long.
    assertKept(job, redacted ? 'transcript' : 'audio');
    const body = await (redacted ? redactedAudioLink : audioLink)(job, new Date(), using);
    if (!body) throw new HttpProblem('not-found', redacted ? whyNoCopy(job) : whyNoAudio(job));
    const what = redacted ? 'redacted-audio' : 'audio';
    const read = { owner, who: { key: keyId }, jobId: job.jobId, what } as const;
    return logged({ status: 200, body }, read, log);
  },
);

function whyNoAudio({ audio }: Job): string {
  return audio.source === 'url'
    ? 'The audio was fetched from its own address, and is not kept here.'
    : 'The audio is not here: it was not uploaded yet, or it is kept no longer.';
}

function whyNoCopy({ redact }: Job): string {
  return redact?.audio === true
    ? 'The copy of the sound is made once all is transcribed; it is not here.'
    : 'The job did not ask for a copy of the sound: `redact.audio` of POST /jobs does.';
}
