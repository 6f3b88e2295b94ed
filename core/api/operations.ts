/**
 * All routes of the API, under the names of their functions in serverless.yml; the files have those
 * names, too: core/api/operations/<name>.ts describes, functions/api/<name>.ts answers. A handler imports its
 * own description alone, so that no bundle carries the schemas of all.
 */
import type { Route } from './operation.ts';
import { cancelJobRoute } from './operations/cancel-job.ts';
import { claimRoute } from './operations/claim.ts';
import { createJobRoute } from './operations/create-job.ts';
import { createTranscriptionRoute } from './operations/create-transcription.ts';
import { getJobRoute } from './operations/get-job.ts';
import { getModelRoute } from './operations/get-model.ts';
import { getStatusRoute } from './operations/get-status.ts';
import { getTimelineRoute } from './operations/get-timeline.ts';
import { getTranscriptRoute } from './operations/get-transcript.ts';
import { healthRoute } from './operations/health.ts';
import { listJobsRoute } from './operations/list-jobs.ts';
import { listModelsRoute } from './operations/list-models.ts';
import { openapiRoute } from './operations/openapi.ts';
import { createWebhookRoute } from './operations/create-webhook.ts';
import { listWebhooksRoute } from './operations/list-webhooks.ts';
import { deleteJobRoute } from './operations/delete-job.ts';
import { deleteWebhookRoute } from './operations/delete-webhook.ts';
import { rotateWebhookRoute } from './operations/rotate-webhook.ts';
import { replayWebhookRoute } from './operations/replay-webhook.ts';
import { testWebhookRoute } from './operations/test-webhook.ts';
import { listDeliveriesRoute } from './operations/list-deliveries.ts';
import { quoteRoute } from './operations/quote.ts';
import { replayDeliveryRoute } from './operations/replay-delivery.ts';
import { rootRoute } from './operations/root.ts';
import { transcribeRoute } from './operations/transcribe.ts';

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
