/**
 * All operations of the API, by the names of their functions in serverless.yml.
 * core/api/operations/<name>.ts describes one, functions/api/<name>.ts implements it, records.ts or redaction.ts. A handler
 * imports only its own description, so that its bundle does not carry all schemas.
 */
import type { Operation } from './operation.ts';
import { cancelJobOperation } from './operations/cancel-job.ts';
import { claimOperation } from './operations/claim.ts';
import { createAnalysesOperation } from './operations/create-analyses.ts';
import { createEditsOperation } from './operations/create-edits.ts';
import { createJobOperation } from './operations/create-job.ts';
import { createTranscriptionOperation } from './operations/create-transcription.ts';
import { getAccessLogOperation } from './operations/get-access-log.ts';
import { getReceiptKeysOperation } from './operations/get-receipt-keys.ts';
import { decideRedactionOperation } from './operations/decide-redaction.ts';
import { deleteRedactionKeyOperation } from './operations/delete-redaction-key.ts';
import { getRedactionKeyOperation } from './operations/get-redaction-key.ts';
import { getRedactionOperation } from './operations/get-redaction.ts';
import { listDeletionsOperation } from './operations/list-deletions.ts';
import { getAnalysisOperation } from './operations/get-analysis.ts';
import { getAudioOperation } from './operations/get-audio.ts';
import { getCostsOperation } from './operations/get-costs.ts';
import { getJobOperation } from './operations/get-job.ts';
import { getModelOperation } from './operations/get-model.ts';
import { deleteSessionOperation } from './operations/delete-session.ts';
import { getSessionOperation } from './operations/get-session.ts';
import { getSessionTranscriptOperation } from './operations/get-session-transcript.ts';
import { getSubtitlesOperation } from './operations/get-subtitles.ts';
import { getStatusOperation } from './operations/get-status.ts';
import { getTimelineOperation } from './operations/get-timeline.ts';
import { getTranscriptOperation } from './operations/get-transcript.ts';
import { getWaveformOperation } from './operations/get-waveform.ts';
import { createLinkOperation } from './operations/create-link.ts';
import { listLinksOperation } from './operations/list-links.ts';
import { deleteLinkOperation } from './operations/delete-link.ts';
import { getLinkOperation } from './operations/get-link.ts';
import { getLinkAudioOperation } from './operations/get-link-audio.ts';
import { getLinkTranscriptOperation } from './operations/get-link-transcript.ts';
import { getLinkWaveformOperation } from './operations/get-link-waveform.ts';
import { healthOperation } from './operations/health.ts';
import { instanceHealthOperation } from './operations/instance-health.ts';
import { listEditsOperation } from './operations/list-edits.ts';
import { listJobsOperation } from './operations/list-jobs.ts';
import { listModelsOperation } from './operations/list-models.ts';
import { openapiOperation } from './operations/openapi.ts';
import { pageOperation } from './operations/page.ts';
import { createBulkOperation } from './operations/create-bulk.ts';
import { listBulksOperation } from './operations/list-bulks.ts';
import { getBulkOperation } from './operations/get-bulk.ts';
import { addBulkFilesOperation } from './operations/add-bulk-files.ts';
import { startBulkOperation } from './operations/start-bulk.ts';
import { cancelBulkOperation } from './operations/cancel-bulk.ts';
import { deleteBulkOperation } from './operations/delete-bulk.ts';
import { getBulkReportOperation } from './operations/get-bulk-report.ts';
import { createWebhookOperation } from './operations/create-webhook.ts';
import { listWebhooksOperation } from './operations/list-webhooks.ts';
import { deleteJobOperation } from './operations/delete-job.ts';
import { deleteWebhookOperation } from './operations/delete-webhook.ts';
import { rotateWebhookOperation } from './operations/rotate-webhook.ts';
import { replayWebhookOperation } from './operations/replay-webhook.ts';
import { testWebhookOperation } from './operations/test-webhook.ts';
import { listDeliveriesOperation } from './operations/list-deliveries.ts';
import { quoteOperation } from './operations/quote.ts';
import { replayDeliveryOperation } from './operations/replay-delivery.ts';
import { createUploadOperation } from './operations/create-upload.ts';
import { getUploadOperation } from './operations/get-upload.ts';
import { signPartsOperation } from './operations/sign-parts.ts';
import { completeUploadOperation } from './operations/complete-upload.ts';
import { deleteUploadOperation } from './operations/delete-upload.ts';
import { signInOperation } from './operations/sign-in.ts';
import { transcribeOperation } from './operations/transcribe.ts';

export const OPERATIONS = {
  createJob: createJobOperation,
  createUpload: createUploadOperation,
  getUpload: getUploadOperation,
  signParts: signPartsOperation,
  completeUpload: completeUploadOperation,
  deleteUpload: deleteUploadOperation,
  quote: quoteOperation,
  listJobs: listJobsOperation,
  getCosts: getCostsOperation,
  getJob: getJobOperation,
  getTranscript: getTranscriptOperation,
  getSubtitles: getSubtitlesOperation,
  getAudio: getAudioOperation,
  getWaveform: getWaveformOperation,
  listEdits: listEditsOperation,
  createEdits: createEditsOperation,
  createAnalyses: createAnalysesOperation,
  getAnalysis: getAnalysisOperation,
  getTimeline: getTimelineOperation,
  cancelJob: cancelJobOperation,
  deleteJob: deleteJobOperation,
  createLink: createLinkOperation,
  listLinks: listLinksOperation,
  deleteLink: deleteLinkOperation,
  getLink: getLinkOperation,
  getLinkAudio: getLinkAudioOperation,
  getLinkTranscript: getLinkTranscriptOperation,
  getLinkWaveform: getLinkWaveformOperation,
  getSession: getSessionOperation,
  getSessionTranscript: getSessionTranscriptOperation,
  deleteSession: deleteSessionOperation,
  getAccessLog: getAccessLogOperation,
  listDeletions: listDeletionsOperation,
  getReceiptKeys: getReceiptKeysOperation,
  getRedaction: getRedactionOperation,
  decideRedaction: decideRedactionOperation,
  getRedactionKey: getRedactionKeyOperation,
  deleteRedactionKey: deleteRedactionKeyOperation,
  createBulk: createBulkOperation,
  listBulks: listBulksOperation,
  getBulk: getBulkOperation,
  addBulkFiles: addBulkFilesOperation,
  startBulk: startBulkOperation,
  cancelBulk: cancelBulkOperation,
  deleteBulk: deleteBulkOperation,
  getBulkReport: getBulkReportOperation,
  createWebhook: createWebhookOperation,
  listWebhooks: listWebhooksOperation,
  deleteWebhook: deleteWebhookOperation,
  rotateWebhook: rotateWebhookOperation,
  replayWebhook: replayWebhookOperation,
  testWebhook: testWebhookOperation,
  listDeliveries: listDeliveriesOperation,
  replayDelivery: replayDeliveryOperation,
  createTranscription: createTranscriptionOperation,
  transcribe: transcribeOperation,
  getStatus: getStatusOperation,
  listModels: listModelsOperation,
  getModel: getModelOperation,
  signIn: signInOperation,
  claim: claimOperation,
  instanceHealth: instanceHealthOperation,
  health: healthOperation,
  openapi: openapiOperation,
  page: pageOperation,
} as const satisfies Record<string, Operation>;
