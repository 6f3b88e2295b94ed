/** Figures of a cloud's jobs by route, for its console: open ones from the table, ended ones from Settle's log. */
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import * as z from 'zod';
import { JobLists } from '../core/aws/dynamodb/job-lists.ts';
import { JobReader } from '../core/aws/dynamodb/job-reader.ts';
import { JobsTable } from '../core/aws/dynamodb/jobs-table.ts';
import { JobStatus } from '../core/job/job-status.ts';
import type { Job } from '../core/job/job.ts';
import { ROUTE_NAMES, RouteName } from '../core/job/route-name.ts';
import { JOB_ENDED, type FigureName } from '../core/view/job-figures.ts';
import { endedFigures, openFigures, type EndedJob } from '../core/view/route-figures.ts';
import { columns } from '../computer/columns.ts';
import type { Cloud } from './cloud.ts';

const SHOWN = [
  ...['queued', 'running', 'completed', 'failed', 'cancelled'],
  ...['realTimeFactor', 'usdPerAudioHour'],
] as const satisfies readonly FigureName[];

const Flag = z.literal([0, 1]);
const EndedLine = z.object({
  message: z.literal(JOB_ENDED),
  jobId: z.string(),
  route: RouteName,
  status: JobStatus,
  audioSeconds: z.number().optional(),
  realTimeFactor: z.number().optional(),
  usd: z.number(),
  interruptions: z.number(),
  fellOver: Flag,
  reused: Flag,
});

interface Figures {
  open: ReturnType<typeof openFigures>;
  ended: ReturnType<typeof endedFigures>;
}

/** A row for each route that has or had a job; '' without any. */
export function figuresTable({ open, ended }: Figures): string {
  const rows = ROUTE_NAMES.flatMap((route) => {
    const figures = { ...open[route], ...ended[route] };
    const jobs = SHOWN.slice(0, 5).some((name) => figures[name] !== 0);
    return jobs ? [[route, ...SHOWN.map((name) => shown(figures[name]))]] : [];
  });
  return rows.length === 0 ? '' : columns([['route', ...SHOWN], ...rows]);
}

/** Three digits are enough to see. */
function shown(value: number | undefined): string {
  return value === undefined ? '-' : String(Number(value.toPrecision(3)));
}

export class CloudFigures {
  private readonly log: () => string;
  private readonly lists: JobLists;
  private readonly jobs: JobReader;
  private last = '';

  constructor({ aws, outputs }: Cloud) {
    const name = outputs['JobsTableName'] ?? '';
    const table = new JobsTable(name, new DynamoDBClient(aws.connection));
    this.log = () => aws.functionLog('spotscribe-local-settle');
    this.lists = new JobLists(table);
    this.jobs = new JobReader(table);
  }

  /** The table, if it is another one than at the last call. */
  async changed(now = new Date()): Promise<string | undefined> {
    const open = openFigures(await this.openJobs(now), now);
    const table = figuresTable({ open, ended: endedFigures(this.endedJobs()) });
    if (table === this.last) return undefined;
    this.last = table;
    return table;
  }

  private async openJobs(now: Date): Promise<Job[]> {
    const ids = await this.lists.open(now);
    const jobs = await Promise.all(ids.map(async (jobId) => this.jobs.job(jobId)));
    return jobs.filter((job) => job !== undefined);
  }

  private endedJobs(): EndedJob[] {
    const lines = this.log().split('\n');
    const ended = lines.filter(
      (line) => line.includes(`"message":"${JOB_ENDED}"`) && line.endsWith('}'),
    );
    return ended.map((line) => EndedLine.parse(JSON.parse(line)));
  }
}
