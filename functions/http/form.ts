/** A request whose body is a form: multipart/form-data, as browsers and curl send files. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type * as z from 'zod';
import { MAX_SENT_BYTES } from '../../core/api/sent-audio.ts';
import { HttpProblem } from './problem.ts';
import { checked } from './request.ts';

type Request = Pick<APIGatewayProxyEventV2, 'body' | 'headers' | 'isBase64Encoded'>;

/** @throws HttpProblem 415, 422; 413 for a file that is larger than a request may bring */
export async function readForm<S extends z.ZodObject>(event: Request, schema: S) {
  const type = event.headers['content-type'] ?? '';
  if (!/^multipart\/form-data\s*;/i.test(type)) {
    throw new HttpProblem(
      'unsupported-media',
      'Send the body as a form with "Content-Type: multipart/form-data".',
    );
  }
  const fields = fieldsOf(await parsed(event, type), Object.keys(schema.shape));
  assertSmall(fields['file']);
  return checked(schema, fields);
}

async function parsed({ body, isBase64Encoded }: Request, type: string): Promise<FormData> {
  const bytes = Buffer.from(body ?? '', isBase64Encoded ? 'base64' : 'utf-8');
  try {
    // Advised against for bodies without a bound; Lambda bounds this one, and has it in memory already.
    // eslint-disable-next-line @typescript-eslint/no-deprecated
    return await new Response(bytes, { headers: { 'content-type': type } }).formData();
  } catch {
    throw new HttpProblem('invalid', 'The body is not the form that its Content-Type says.');
  }
}

/**
 * The last value of each field counts, all of a list; `known` are the names of the schema. An empty text
 * is an absent field: that is how clients send what they have no value for.
 */
function fieldsOf(form: FormData, known: readonly string[]): Record<string, unknown> {
  const values = new Map<string, (string | File)[]>();
  for (const [name, value] of form) {
    if (value === '') continue;
    const field = fieldNamed(name, known);
    values.set(field, [...(values.get(field) ?? []), value]);
  }
  return Object.fromEntries(
    [...values].map(([name, all]) => [name, name.endsWith('[]') ? all : all.at(-1)]),
  );
}

/** Clients write lists as `name[]`, as `name[0]`, and as `name` several times. */
function fieldNamed(name: string, known: readonly string[]): string {
  const list = `${name.replace(/\[\d*\]$/, '')}[]`;
  return known.includes(list) ? list : name;
}

function assertSmall(file: unknown): void {
  if (!(file instanceof File) || file.size <= MAX_SENT_BYTES) return;
  throw new HttpProblem(
    'too-large',
    `The file has ${file.size} bytes; a request may bring ${MAX_SENT_BYTES}. Create a job with audio.upload (POST /jobs) for more.`,
  );
}
