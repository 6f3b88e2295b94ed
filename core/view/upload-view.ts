/** An upload in parts, as the API shows it. */
import * as z from 'zod';
import { JobId } from '../base/job-id.ts';
import { JobStatus } from '../job/job-status.ts';
import { JobLinks, JobQuote } from './created-job.ts';

const Part = z.int().min(1).describe('Its number; the first is 1.');
const PartBytes = z.int().min(1).describe('Size of every part but the last.');
const PartCount = z.int().min(1).max(10_000);
const ExpiresAt = z.iso.datetime().describe('By then the upload is to be complete.');

/** Response to POST /uploads. */
export const CreatedUpload = z
  .strictObject({
    uploadId: JobId.describe('The same as `jobId`.'),
    jobId: JobId,
    status: JobStatus,
    quote: JobQuote,
    partBytes: PartBytes,
    partCount: PartCount,
    expiresAt: ExpiresAt,
    links: JobLinks,
  })
  .meta({ id: 'CreatedUpload' });

export const UploadView = z
  .strictObject({
    uploadId: JobId,
    jobId: JobId,
    status: JobStatus.describe('Of the job.'),
    filename: z.string(),
    bytes: z.int().min(1),
    partBytes: PartBytes,
    partCount: PartCount,
    complete: z.boolean().describe('The parts are put together: nothing is to be sent.'),
    parts: z
      .array(z.strictObject({ part: Part, bytes: z.int().min(0), etag: z.string() }))
      .describe('Those that are there; none once they are put together.'),
    expiresAt: ExpiresAt,
  })
  .meta({ id: 'Upload' });

export const SignedParts = z
  .strictObject({
    parts: z.array(
      z.strictObject({
        part: Part,
        url: z.url().describe('The part is sent there with PUT.'),
        headers: z.record(z.string(), z.string()),
        bytes: z.int().min(1).describe('Its exact size.'),
      }),
    ),
    expiresAt: z.iso.datetime().describe('Until then these addresses take their part.'),
  })
  .meta({ id: 'SignedParts' });

export const CompletedUpload = z
  .strictObject({ jobId: JobId, status: JobStatus, links: JobLinks })
  .meta({ id: 'CompletedUpload' });
