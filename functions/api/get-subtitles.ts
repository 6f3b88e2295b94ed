/** GET /jobs/{id}/subtitles?version= */
import { getSubtitlesOperation } from '../../core/api/operations/get-subtitles.ts';
import { AccessLog } from '../../core/aws/dynamodb/access-log.ts';
import { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { readConfig } from '../../core/base/config.ts';
import { documentKey } from '../../core/job/work-order.ts';
import { editedText, machineText } from '../../core/steps/requests/transcript-source.ts';
import { cueReport } from '../../core/transcript/cues/cue-report.ts';
import { plainCuesOf } from '../../core/transcript/documents/plain-cues.ts';
import { isPublished } from '../../core/view/analysis-view.ts';
import { fitting } from '../http/fitting.ts';
import { keyHandler } from '../http/handler.ts';
import { assertKept } from '../http/kept.ts';
import { logged } from '../http/logged-read.ts';
import { storedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';
import { goneAsProblem } from '../http/transcript-gone.ts';

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const log = new AccessLog(table);
const using = {
  ...config,
  table,
  jobs: new JobReader(table),
  objects: new ObjectReader(),
  edits: new EditStore(table),
  signer: new ObjectSigner(),
  writer: new ObjectWriter(),
};

export const handler = keyHandler(
  getSubtitlesOperation,
  table,
  async ({ event, owner, keyId, query }) => {
    const job = await storedJob(event, owner, using.jobs);
    assertKept(job, 'transcript');
    if (!isPublished(job)) {
      throw new HttpProblem(
        'not-yet',
        'The job has no subtitles yet: its transcript is being made.',
      );
    }
    const edited = await editedText(job, query.version, using).catch(goneAsProblem);
    const source = edited ?? (await machineText(job, using).catch(goneAsProblem));
    const { version = 0 } = source.transcript;
    const report = { version, ...cueReport(plainCuesOf(source)) };
    const key = documentKey(job.jobId, { version, format: 'subtitles.json' });
    const document = { body: JSON.stringify(report), contentType: 'application/json', key };
    const answer = await fitting(job.jobId, document, using);
    const read = { jobId: job.jobId, what: 'subtitles', version: String(version) } as const;
    await logged(answer, { owner, who: { key: keyId }, ...read }, log);
    return answer.status === 303 ? answer : { status: 200, body: report };
  },
);
