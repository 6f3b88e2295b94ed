/** State Settle: publishes the transcript, writes the job's final state, or begins its next attempt. */
import { AnalysisRates } from '../../core/aws/dynamodb/analysis-rates.ts';
import { AnalysisTokens } from '../../core/aws/dynamodb/analysis-tokens.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { readConfig } from '../../core/base/config.ts';
import { JobHolds } from '../../core/aws/dynamodb/job-holds.ts';
import { JobStore } from '../../core/aws/dynamodb/job-store.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { PoolMachines } from '../../core/aws/dynamodb/pool-machines.ts';
import { MultipartUploads } from '../../core/aws/s3/multipart-uploads.ts';
import { ObjectReader } from '../../core/aws/s3/object-reader.ts';
import { ObjectRemoval } from '../../core/aws/s3/object-removal.ts';
import { ObjectWriter } from '../../core/aws/s3/object-writer.ts';
import { SpeedRecorder } from '../../core/aws/dynamodb/speed-recorder.ts';
import { UploadRecords } from '../../core/aws/dynamodb/upload-records.ts';
import { settle } from '../../core/steps/attempts/settle.ts';
import { SettleInput } from '../../core/steps/attempts/settle-ports.ts';

const config = readConfig(['stage', 'jobsTable', 'resultsBucket', 'timeoutSeconds', 'maxAttempts']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  jobs: new JobStore(table),
  holds: new JobHolds(table),
  tokens: new AnalysisTokens(table),
  machines: new PoolMachines(table),
  speeds: new SpeedRecorder(table),
  rates: new AnalysisRates(table),
  objects: new ObjectReader(),
  writer: new ObjectWriter(),
  removal: new ObjectRemoval(),
  endpoints: new EndpointStore(table),
  uploads: { records: new UploadRecords(table), multipart: new MultipartUploads() },
};

export async function handler(input: unknown) {
  return settle(SettleInput.parse(input), using);
}
