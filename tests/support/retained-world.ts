/** A table and two buckets with a job that has a retention, for code that deletes what is due. */
import type { Row } from '../../core/aws/dynamodb/job-removal.ts';
import type { StoredVersion } from '../../core/aws/s3/object-removal.ts';
import type { Job } from '../../core/job/job.ts';
import type { RetainedKind } from '../../core/retention/retention.ts';
import type { KeepJobPorts } from '../../core/steps/retention/keep-job.ts';
import type { RetentionInventory, RetentionReceipt } from '../../core/view/retention-receipt.ts';
import { SIGNER } from './a-signer.ts';

const RESULTS = 'results';

interface Contents {
  job: Job;
  rows: readonly Row[];
  /** Keys, by bucket. */
  objects: readonly (StoredVersion & { bucket: string })[];
  later?: readonly Job[];
}

type Wrap = <Given extends unknown[], Got>(
  call: (...given: Given) => Promise<Got>,
) => (...given: Given) => Promise<Got>;

export class RetainedWorld {
  readonly jobs = new Map<string, Job>();
  rows: Row[];
  objects: (StoredVersion & { bucket: string })[];
  receipts: RetentionReceipt[] = [];
  events: RetainedKind[] = [];
  /** When the job is looked at next; undefined: never again. */
  nextLook: Date | undefined;
  running = new Set<string>();
  private readonly found: Partial<Record<RetainedKind, RetentionInventory>> = {};
  private readonly first: Job;
  private readonly later: readonly Job[];

  constructor({ job, rows, objects, later = [] }: Contents) {
    this.first = job;
    this.later = later;
    for (const one of [job, ...later]) this.jobs.set(one.jobId, one);
    this.rows = [...rows];
    this.objects = [...objects];
    this.nextLook = new Date(job.createdAt);
  }

  /** @param wrap the ports' calls, such as `dyingAfter` does */
  using(now: Date, wrap: Wrap = (call) => call): KeepJobPorts {
    return {
      ...{ resultsBucket: RESULTS, stateMachineArn: 'arn', now, signer: SIGNER },
      jobs: { job: wrap((jobId) => Promise.resolve(this.jobs.get(jobId))) },
      later: {
        of: wrap((jobId) => Promise.resolve(jobId === this.first.jobId ? [...this.later] : [])),
      },
      workflow: {
        execution: wrap((_: string, jobId: string) => {
          const status = this.running.has(jobId) ? 'RUNNING' : 'SUCCEEDED';
          return Promise.resolve({ status, error: undefined });
        }),
      },
      removal: {
        instances: wrap(() => Promise.resolve([])),
        rows: wrap(() => Promise.resolve([...this.rows])),
        remove: wrap(async (_: string, { key }: Row) => {
          this.rows = this.rows.filter((row) => row.key !== key);
          await Promise.resolve();
        }),
      },
      objects: {
        below: wrap((bucket: string, prefix: string) =>
          Promise.resolve(
            this.objects.filter((one) => one.bucket === bucket && one.key.startsWith(prefix)),
          ),
        ),
        version: wrap(({ bucket, key }: { bucket: string; key: string }) =>
          Promise.resolve(this.objects.filter((one) => one.bucket === bucket && one.key === key)),
        ),
        remove: wrap(async (bucket: string, versions: readonly StoredVersion[]) => {
          const keys = new Set(versions.map(({ key }) => key));
          this.objects = this.objects.filter((one) => one.bucket !== bucket || !keys.has(one.key));
          await Promise.resolve();
        }),
      },
      rows: {
        noteFound: wrap((_: string, kind: RetainedKind, found: RetentionInventory) =>
          Promise.resolve(this.nextLook && (this.found[kind] ??= found)),
        ),
        record: wrap((job, receipt: RetentionReceipt, laterIds: readonly string[]) =>
          Promise.resolve(this.record(job.jobId, receipt, laterIds)),
        ),
        lookAgainAt: wrap(async (_: string, at: Date) => {
          this.nextLook &&= at;
          await Promise.resolve();
        }),
        end: wrap(async () => {
          this.nextLook = undefined;
          await Promise.resolve();
        }),
      },
    };
  }

  /** In one transaction, as the table does. */
  private record(jobId: string, receipt: RetentionReceipt, laterIds: readonly string[]): boolean {
    const { what, deletedAt } = receipt;
    const job = this.jobs.get(jobId);
    if (!job || job[`${what}DeletedAt`] !== undefined) return false;
    const later = laterIds.map((id) => this.jobs.get(id));
    if (later.some((one) => !one || one.transcriptDeletedAt !== undefined)) return false;
    this.jobs.set(jobId, { ...job, [`${what}DeletedAt`]: deletedAt });
    for (const one of later) {
      if (one) this.jobs.set(one.jobId, { ...one, transcriptDeletedAt: deletedAt });
    }
    this.receipts.push(receipt);
    this.events.push(what);
    return true;
  }
}
