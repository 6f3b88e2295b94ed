/** Creates a bulk from a request; one whose files are there begins at once. */
import { createHash } from 'node:crypto';
import { declaredAnalyses } from '../../api/declared-analyses.ts';
import { assertDeclared } from '../../api/declared-model.ts';
import { RequestRefused } from '../../api/request-refused.ts';
import type { BulkStore } from '../../aws/dynamodb/bulk-store.ts';
import type { Workflow } from '../../aws/workflow.ts';
import { bulkIdOf } from '../../bulk/bulk-id.ts';
import type { BulkOptions, BulkSource, CreateBulkRequest } from '../../bulk/bulk-request.ts';
import type { Bulk } from '../../bulk/bulk.ts';
import { RequestedAnalyses } from '../../analysis/analysis-request.ts';
import { conflictOf } from '../../job/conflicting-options.ts';
import { OutputLocation, whyNotDeclared } from '../../job/output-location.ts';
import { whyNotAvailable } from '../../job/route-name.ts';

interface Asked {
  request: CreateBulkRequest;
  owner: string;
  jobsPerDay: number;
  idempotencyKey: string | undefined;
}

export interface CreateBulkPorts {
  bulks: Pick<BulkStore, 'create'>;
  workflow: Pick<Workflow, 'startBulk'>;
  bulkStateMachineArn: string;
  audioBucket: string;
  models: readonly string[];
  analysisModels: readonly string[];
  outputBuckets: readonly string[];
  sagemakerEndpoint: string;
  now: () => Date;
}

/** @returns the bulk, or that of an earlier request with the same key. @throws RequestRefused */
export async function createBulk(asked: Asked, using: CreateBulkPorts): Promise<Bulk> {
  const { request, owner, jobsPerDay, idempotencyKey } = asked;
  assertOwn(request.source, owner, using.audioBucket);
  assertOptions(request.options, using);
  const { source, options, maxCostUsd, retryFailed } = request;
  const bodyHash = createHash('sha256').update(JSON.stringify(request)).digest('hex');
  const stored = await using.bulks.create({
    bulkId: bulkIdOf(owner, idempotencyKey),
    ownedBy: owner,
    status: source.upload ? 'awaiting_files' : 'submitting',
    ...{ source, options, retryFailed, jobsPerDay, bodyHash },
    ...(maxCostUsd !== undefined && { maxCostUsd }),
    createdAt: using.now().toISOString(),
  });
  if (!stored) throw new RequestRefused('idempotency-mismatch', DELETED);
  if (stored.bodyHash !== bodyHash) throw new RequestRefused('idempotency-mismatch', OTHER_BODY);
  // For a repeated request too: if the first one died before this call, the repeat starts the bulk.
  if (stored.status === 'submitting') {
    await using.workflow.startBulk(using.bulkStateMachineArn, stored.bulkId);
  }
  return stored;
}

const OTHER_BODY =
  'This Idempotency-Key was used with another body. Use a new key for a new request.';
const DELETED =
  'This Idempotency-Key was that of a bulk that has been deleted. Use a new key for a new request.';

function assertOwn(source: BulkSource, owner: string, audioBucket: string): void {
  const own = `s3://${audioBucket}/in/${owner}/`;
  for (const name of ['s3', 'manifest'] as const) {
    const address = source[name];
    if (address === undefined || address.startsWith(own)) continue;
    throw new RequestRefused('invalid', `It must lie below ${own}.`, `source.${name}`);
  }
}

/** What would be refused of every file. */
function assertOptions(
  { route, model, analysis, output, redact }: BulkOptions,
  { models, analysisModels, outputBuckets, sagemakerEndpoint }: CreateBulkPorts,
): void {
  const noRoute = route && whyNotAvailable(route, { sagemakerEndpoint });
  if (noRoute !== undefined) throw new RequestRefused('not-available', noRoute, 'options.route');
  if (model !== undefined) assertDeclared(model, models);
  const requested = analysis && RequestedAnalyses.parse(analysis);
  declaredAnalyses(requested, analysisModels);
  const conflict = conflictOf({ redact, analysis: requested });
  if (conflict) throw new RequestRefused('invalid', conflict.message, `options.${conflict.path}`);
  const why = output && whyNotDeclared(OutputLocation.parse(output), outputBuckets);
  if (why !== undefined) throw new RequestRefused('invalid', why, 'options.output');
}
