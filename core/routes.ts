/**
 * All routes of the API, under the names of their functions in serverless.yml; the files have those
 * names, too: core/routes/<name>.ts describes, functions/api/<name>.ts answers. A handler imports its
 * own description alone, so that no bundle carries the schemas of all.
 */
import type { Route } from './route.ts';
import { cancelJobRoute } from './routes/cancel-job.ts';
import { claimRoute } from './routes/claim.ts';
import { createJobRoute } from './routes/create-job.ts';
import { getJobRoute } from './routes/get-job.ts';
import { getTimelineRoute } from './routes/get-timeline.ts';
import { getTranscriptRoute } from './routes/get-transcript.ts';
import { healthRoute } from './routes/health.ts';
import { listJobsRoute } from './routes/list-jobs.ts';
import { openapiRoute } from './routes/openapi.ts';
import { rootRoute } from './routes/root.ts';

export const ROUTES = {
  createJob: createJobRoute,
  listJobs: listJobsRoute,
  getJob: getJobRoute,
  getTranscript: getTranscriptRoute,
  getTimeline: getTimelineRoute,
  cancelJob: cancelJobRoute,
  claim: claimRoute,
  health: healthRoute,
  openapi: openapiRoute,
  root: rootRoute,
} as const satisfies Record<string, Route>;
