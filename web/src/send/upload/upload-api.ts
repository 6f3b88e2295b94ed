/** Resumable uploads in the API: it signs the parts, which go straight to the storage. */
import { answered, api, type Schemas } from '../../app/api.ts';

export type Upload = Schemas['Upload'];
export type SignedPart = Schemas['SignedParts']['parts'][number];

/** @param key the same one creates the job once, however often it is asked for */
export function createUpload(body: Schemas['CreateUpload'], key: string, signal: AbortSignal) {
  const header = { 'Idempotency-Key': key };
  return answered(api.POST('/uploads', { params: { header }, body, signal }));
}

export function readUpload(id: string, signal?: AbortSignal): Promise<Upload> {
  const init = { params: { path: { id } }, ...(signal && { signal }) };
  return answered(api.GET('/uploads/{id}', init));
}

export function signParts(id: string, parts: number[]): Promise<Schemas['SignedParts']> {
  return answered(api.POST('/uploads/{id}/parts', { params: { path: { id } }, body: { parts } }));
}

export async function completeUpload(id: string): Promise<void> {
  await answered(api.POST('/uploads/{id}/complete', { params: { path: { id } }, body: {} }));
}

/** Cancels the job, too. */
export async function cancelUpload(id: string): Promise<void> {
  await answered(api.DELETE('/uploads/{id}', { params: { path: { id } } }));
}
