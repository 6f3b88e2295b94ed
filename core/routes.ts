/**
 * All routes of the API, under the names of their functions in serverless.yml; the files have those
 * names, too: core/routes/<name>.ts describes, functions/api/<name>.ts answers. A handler imports its
 * own description alone, so that no bundle carries the schemas of all.
 */
import type { Route } from './route.ts';
import { cancelJobRoute } from './routes/cancel-job.ts';
import { claimRoute } from './routes/claim.ts';
import { createJobRoute } from './routes/create-job.ts';
import { createTranscriptionRoute } from './routes/create-transcription.ts';
import { getJobRoute } from './routes/get-job.ts';
import { getModelRoute } from './routes/get-model.ts';
import { getStatusRoute } from './routes/get-status.ts';
import { getTimelineRoute } from './routes/get-timeline.ts';
import { getTranscriptRoute } from './routes/get-transcript.ts';
import { healthRoute } from './routes/health.ts';
import { listJobsRoute } from './routes/list-jobs.ts';
import { listModelsRoute } from './routes/list-models.ts';
import { openapiRoute } from './routes/openapi.ts';
import { createWebhookRoute } from './routes/create-webhook.ts';
import { listWebhooksRoute } from './routes/list-webhooks.ts';
import { deleteJobRoute } from './routes/delete-job.ts';
import { deleteWebhookRoute } from './routes/delete-webhook.ts';
import { rotateWebhookRoute } from './routes/rotate-webhook.ts';
import { replayWebhookRoute } from './routes/replay-webhook.ts';
import { testWebhookRoute } from './routes/test-webhook.ts';
import { listDeliveriesRoute } from './routes/list-deliveries.ts';
import { quoteRoute } from './routes/quote.ts';
import { replayDeliveryRoute } from './routes/replay-delivery.ts';
import { rootRoute } from './routes/root.ts';
import { transcribeRoute } from './routes/transcribe.ts';

export const ROUTES = {
  createJob: createJobRoute,
  quote: quoteRoute,
  listJobs: listJobsRoute,
  getJob: getJobRoute,
  getTranscript: getTranscriptRoute,
  getTimeline: getTimelineRoute,
  cancelJob: cancelJobRoute,
  deleteJob: deleteJobRoute,
  createWebhook: createWebhookRoute,
  listWebhooks: listWebhooksRoute,
  deleteWebhook: deleteWebhookRoute,
  rotateWebhook: rotateWebhookRoute,
  replayWebhook: replayWebhookRoute,
  testWebhook: testWebhookRoute,
  listDeliveries: listDeliveriesRoute,
  replayDelivery: replayDeliveryRoute,
  createTranscription: createTranscriptionRoute,
  transcribe: transcribeRoute,
  getStatus: getStatusRoute,
  listModels: listModelsRoute,
  getModel: getModelRoute,
  claim: claimRoute,
  health: healthRoute,
  openapi: openapiRoute,
  root: rootRoute,
} as const satisfies Record<string, Route>;
