/** GET /jobs/{id}/analysis?format= */
import type { AnalysisDocument, AnalysisFormat } from '../../core/analysis/analysis.ts';
import { analysesDocx } from '../../core/analysis/documents/docx.ts';
import {
  ANALYSIS_CONTENT_TYPES,
  renderAnalyses,
} from '../../core/analysis/documents/render-analyses.ts';
import { isDeleted } from '../../core/aws/dynamodb/deleted-jobs.ts';
import { AccessLog } from '../../core/aws/dynamodb/access-log.ts';
import { EditStore } from '../../core/aws/dynamodb/edit-store.ts';
import { JobReader } from '../../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { LaterAnalyses } from '../../core/aws/dynamodb/later-analyses.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectSigner } from '../../core/aws/s3/object-signer.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import type { AnswerOf } from '../../core/api/operation.ts';
import { getAnalysisOperation } from '../../core/api/operations/get-analysis.ts';
import { readConfig } from '../../core/base/config.ts';
import { markEditedClaims } from '../../core/steps/requests/mark-edited-claims.ts';
import { readAnalyses, renderedAnalysisKey } from '../../core/steps/requests/read-analyses.ts';
import { INLINE_BYTES, signedElsewhere } from '../http/document.ts';
import { keyHandler } from '../http/handler.ts';
import { assertKept } from '../http/kept.ts';
import { logged } from '../http/logged-read.ts';
import { storedJob } from '../http/owned-job.ts';
import { HttpProblem } from '../http/problem.ts';

type Answer = AnswerOf<typeof getAnalysisOperation>;

const config = readConfig(['jobsTable', 'resultsBucket']);
const table = new JobsTable(config.jobsTable);
const jobs = new JobReader(table);
const using = {
  ...config,
  jobs,
  later: new LaterAnalyses(table),
  edits: new EditStore(table),
  objects: new ObjectReader(),
};
const log = new AccessLog(table);
const signer = new ObjectSigner();
const writer = new ObjectWriter();

export const handler = keyHandler(
  getAnalysisOperation,
  table,
  async ({ event, owner, keyId, query }) => {
    const job = await storedJob(event, owner, jobs);
    assertKept(job, 'transcript');
    const document = await readAnalyses(job, using);
    if (!document) {
      throw new HttpProblem(
        'not-found',
        'No analysis of this job was asked for. POST /jobs/{id}/analyses asks for one of its transcript.',
      );
    }
    const { format } = query;
    const made = await answer(await markEditedClaims(job, document, using), format);
    const read = { jobId: job.jobId, what: 'analysis', format } as const;
    return logged(made, { owner, who: { key: keyId }, ...read }, log);
  },
);

async function answer(document: AnalysisDocument, format: AnalysisFormat): Promise<Answer> {
  const body = format === 'docx' ? await analysesDocx(document) : renderAnalyses(document, format);
  const contentType = ANALYSIS_CONTENT_TYPES[format];
  if (Buffer.byteLength(body) <= INLINE_BYTES) {
    return { status: 200, headers: { 'content-type': contentType }, body };
  }
  const { jobId } = document;
  const place = { bucket: config.resultsBucket, key: renderedAnalysisKey(jobId, format) };
  await writer.putBytes(place, Buffer.from(body), contentType);
  // A deletion is marked before it looks for documents, and the job's row goes last.
  if (!(await isDeleted(jobId, table))) return signedElsewhere(place, contentType, signer);
  // Overwrites the document, which was written too late.
  await writer.putBytes(place, Buffer.from(''), contentType);
  throw new HttpProblem('not-found', 'The analyses have been deleted.');
}
