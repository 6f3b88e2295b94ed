/**
 * One attempt to send what the storage lacks of a file, by Uppy: several parts at a time, each repeated
 * by itself. Loaded when the first file is sent.
 */
import AwsS3 from '@uppy/aws-s3';
import Uppy, { type Body, type Meta } from '@uppy/core';
import { PartAddresses } from './part-addresses.ts';
import { completeUpload, type SignedPart, type Upload } from './upload-api.ts';

const PARTS_AT_ONCE = 4;
/** The view says what is wrong. */
const SILENT = { debug: () => undefined, warn: () => undefined, error: () => undefined };
const RETRY_AFTER_MS = [500, 1000, 3000, 5000];

export interface Sending {
  readonly file: File;
  readonly upload: Upload;
  readonly signal: AbortSignal;
  /** @param sent bytes, with those that were there before */
  readonly onProgress: (sent: number) => void;
}

/** @throws what made Uppy give up: an ApiProblem, NoConnection, or an error with the request as `source` */
export async function sendParts({ file, upload, signal, onProgress }: Sending): Promise<void> {
  signal.throwIfAborted();
  const { uploadId } = upload;
  let failure: Error | undefined;
  const uppy = new Uppy<Meta, Body>({ id: uploadId, logger: SILENT });
  uppy.use(AwsS3<Meta, Body>, multipart(upload));
  const id = uppy.addFile({ name: file.name, type: file.type, data: file });
  // Uppy asks what is there only if it knows of an upload.
  uppy.setFileState(id, { s3Multipart: { uploadId, key: uploadId } } as object);
  uppy.on('upload-progress', (_, { bytesUploaded }) => onProgress(bytesUploaded));
  uppy.on('upload-error', (_, error) => (failure = error));
  const end = () => uppy.destroy();
  signal.addEventListener('abort', end, { once: true });
  try {
    await uppy.upload();
  } finally {
    signal.removeEventListener('abort', end);
    if (!signal.aborted) uppy.destroy();
  }
  signal.throwIfAborted();
  if (failure) throw failure;
}

function multipart({ uploadId, partBytes, partCount, parts }: Upload) {
  const there = new Set(parts.map(({ part }) => part));
  const all = Array.from({ length: partCount }, (_, nth) => nth + 1);
  const addresses = new PartAddresses(
    uploadId,
    all.filter((part) => !there.has(part)),
  );
  return {
    shouldUseMultipart: true as const,
    limit: PARTS_AT_ONCE,
    retryDelays: RETRY_AFTER_MS,
    getChunkSize: () => partBytes,
    createMultipartUpload: () => ({ uploadId, key: uploadId }),
    listParts: () => parts.map(({ part, bytes, etag }) => listed(part, bytes, etag)),
    signPart: async (_: unknown, { partNumber }: { partNumber: number }) =>
      request(await addresses.of(partNumber)),
    // The API looks at the storage, not at what the browser believes to have sent.
    completeMultipartUpload: async () => {
      await completeUpload(uploadId);
      return {};
    },
    // An upload that broke off goes on later: what cancels it is the person.
    abortMultipartUpload: () => undefined,
  };
}

function listed(PartNumber: number, Size: number, ETag: string) {
  return { PartNumber, Size, ETag };
}

/** Browsers set the length themselves, and complain of a program that does. */
function request({ url, headers }: SignedPart) {
  const ours = Object.entries(headers).filter(([name]) => name.toLowerCase() !== 'content-length');
  return { method: 'PUT' as const, url, headers: Object.fromEntries(ours) };
}
