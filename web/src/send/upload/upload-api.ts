/** Resumable uploads in the API: it signs the parts, which go straight to the storage. */
import type { Client } from 'openapi-fetch';
import { answered, api, type Schemas } from '../../app/api.ts';

type CreateUpload = Schemas['CreateJob'];

interface CreatedUpload {
  uploadId: string;
  jobId: string;
  status: Schemas['JobStatus'];
  /** Size of all parts but the last. */
  partBytes: number;
  partCount: number;
  /** Until then parts are taken. */
  expiresAt: string;
}

interface StoredPart {
  /** From 1. */
  part: number;
  bytes: number;
  etag: string;
}

export interface Upload extends CreatedUpload {
  filename: string;
  bytes: number;
  /** The parts are put together: nothing is to be sent. */
  complete: boolean;
  /** What the storage has. */
  parts: StoredPart[];
}

export interface SignedPart {
  part: number;
  url: string;
  headers: Record<string, string>;
  bytes: number;
}

interface SignedParts {
  parts: SignedPart[];
  expiresAt: string;
}

type Json<Body> = { content: { 'application/json': Body } };
type OfUpload = { path: { id: string } };

interface UploadPaths {
  '/uploads': {
    post: {
      parameters: { header?: { 'Idempotency-Key'?: string } };
      requestBody: Json<CreateUpload>;
      responses: { 202: Json<CreatedUpload> };
    };
  };
  '/uploads/{id}': {
    get: { parameters: OfUpload; responses: { 200: Json<Upload> } };
    delete: { parameters: OfUpload; responses: { 204: { content: never } } };
  };
  '/uploads/{id}/parts': {
    post: {
      parameters: OfUpload;
      requestBody: Json<{ parts: number[] }>;
      responses: { 200: Json<SignedParts> };
    };
  };
  '/uploads/{id}/complete': {
    post: {
      parameters: OfUpload;
      requestBody: Json<Record<string, never>>;
      responses: { 202: Json<{ jobId: string; status: Schemas['JobStatus'] }> };
    };
  };
}

const uploads = api as unknown as Client<UploadPaths>;

/** @param key the same one creates the job once, however often it is asked for */
export function createUpload(body: CreateUpload, key: string, signal: AbortSignal) {
  const header = { 'Idempotency-Key': key };
  return answered(uploads.POST('/uploads', { params: { header }, body, signal }));
}

export function readUpload(id: string, signal?: AbortSignal): Promise<Upload> {
  const init = { params: { path: { id } }, ...(signal && { signal }) };
  return answered(uploads.GET('/uploads/{id}', init));
}

export function signParts(id: string, parts: number[]): Promise<SignedParts> {
  return answered(
    uploads.POST('/uploads/{id}/parts', { params: { path: { id } }, body: { parts } }),
  );
}

export async function completeUpload(id: string): Promise<void> {
  await answered(uploads.POST('/uploads/{id}/complete', { params: { path: { id } }, body: {} }));
}

/** Cancels the job, too. */
export async function cancelUpload(id: string): Promise<void> {
  await answered(uploads.DELETE('/uploads/{id}', { params: { path: { id } } }));
}
