/** Parses a multipart/form-data body, as browsers and curl send files. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { formFields } from '../../core/api/form-fields.ts';
import { MAX_SENT_BYTES } from '../../core/api/sent-audio.ts';
import { HttpProblem } from './problem.ts';
import { checked } from './request.ts';

type Request = Pick<APIGatewayProxyEventV2, 'body' | 'headers' | 'isBase64Encoded'>;

/** Fields and files of a form. No form here has more than ten; each costs time and memory. */
const MAX_PARTS = 100;

/** @throws HttpProblem 415, 422; 413 for a file above MAX_SENT_BYTES */
export async function readForm<S extends z.ZodObject>(event: Request, schema: S) {
  const type = event.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    throw new HttpProblem(
      'unsupported-media',
      'Send the body as a form with "Content-Type: multipart/form-data".',
    );
  }
  const fields = formFields(await parsed(event, type), Object.keys(schema.shape));
  assertSmall(fields['file']);
  return checked(schema, fields);
}

async function parsed({ body, isBase64Encoded }: Request, type: string): Promise<FormData> {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf-8');
  assertFewParts(bytes, type);
  try {
    // Discouraged for unbounded bodies; Lambda bounds this one, and it is in memory already.
    // oxlint-disable-next-line typescript/no-deprecated
    return await new Response(bytes, { headers: { 'content-type': type } }).formData();
  } catch {
    throw new HttpProblem('invalid', 'The body is not the form that its Content-Type says.');
  }
}

/** Counted before the form is parsed, by the boundary, which no part may contain. */
function assertFewParts(bytes: Buffer, type: string): void {
  const [, quoted, plain] = /;\s*boundary=(?:"([^"]+)"|([^;\s]+))/i.exec(type) ?? [];
  const boundary = `--${quoted ?? plain ?? ''}`;
  let parts = 0;
  // The last boundary ends the form.
  for (let at = bytes.indexOf(boundary); at >= 0; at = bytes.indexOf(boundary, at + 1)) {
    parts += 1;
    if (parts > MAX_PARTS + 1) {
      throw new HttpProblem('invalid', `A form may have ${MAX_PARTS} fields. Send fewer.`);
    }
  }
}

function assertSmall(file: unknown): void {
  if (!(file instanceof File) || file.size <= MAX_SENT_BYTES) return;
  throw new HttpProblem(
    'too-large',
    `The file has ${file.size} bytes; a request may bring ${MAX_SENT_BYTES}. Create a job with audio.upload (POST /jobs) for more.`,
  );
}
