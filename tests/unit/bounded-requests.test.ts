import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { CreateJobRequest } from '../../core/job/job-request.ts';
import { readDropOptions } from '../../core/job/drop-options.ts';
import { openApi } from '../../core/api/openapi.ts';
import { CreateWebhook } from '../../core/webhooks/webhook-endpoint.ts';

/** Unbounded on purpose, by their place; each with the bound that replaces it. */
const EXCEPTIONS = new Map([
  ['POST /transcribe body.file', 'MAX_SENT_BYTES, checked before the schema'],
  ['POST /v1/audio/transcriptions body.file', 'MAX_SENT_BYTES, checked before the schema'],
  ...['POST /jobs', 'POST /uploads', 'POST /quote', 'POST /jobs/{id}/analyses'].flatMap((asked) =>
    ['analysis', 'analysis[]'].map((path): [string, string] => [
      `${asked} body.${path}.schema.*`,
      "the caller's schema is bounded as a whole (CallerSchema)",
    ]),
  ),
  ...['analysis', 'analysis[]'].map((path): [string, string] => [
    `POST /jobs/bulk body.options.${path}.schema.*`,
    "the caller's schema is bounded as a whole (CallerSchema)",
  ]),
  [
    'POST /v1/audio/transcriptions body.*',
    'not used, and bounded by the body and the parts of a form',
  ],
]);

const Schema = z.looseObject({ type: z.unknown().optional(), $ref: z.string().optional() });
type Schema = z.infer<typeof Schema>;
const Content = z.record(z.string(), z.object({ schema: Schema }));
const Described = z.object({
  parameters: z.array(z.object({ in: z.string(), name: z.string(), schema: Schema })).default([]),
  requestBody: z.object({ content: Content }).optional(),
});
const Document = z.object({
  paths: z.record(z.string(), z.record(z.string(), Described)),
  components: z.object({ schemas: z.record(z.string(), Schema) }),
});
const document = Document.parse(openApi('0.0.0'));

/** A pattern that says itself how long a text may be: anchored, without `*`, `+` or `{n,}`. */
function isBounding(pattern: string): boolean {
  const bare = pattern.replaceAll(/\\.|\[(?:\\.|[^\]])*\]/g, 'x');
  return /^\^.*\$$/.test(bare) && !/[*+]|\{\d+,\}/.test(bare);
}

function isBoundedText({ maxLength, enum: values, const: value, pattern }: Schema): boolean {
  return (
    maxLength !== undefined ||
    values !== undefined ||
    value !== undefined ||
    (typeof pattern === 'string' && isBounding(pattern))
  );
}

/** Places of texts and lists below a schema that have no maximum. */
function unbounded(given: unknown, place: string): string[] {
  const schema = Schema.safeParse(given).data;
  if (!schema || EXCEPTIONS.has(place)) return [];
  if (schema.$ref !== undefined) {
    return unbounded(document.components.schemas[schema.$ref.split('/').at(-1) ?? ''], place);
  }
  const alternatives = ['anyOf', 'oneOf'].flatMap(
    (name) => z.array(Schema).optional().parse(schema[name]) ?? [],
  );
  const fields = Object.entries(
    z.record(z.string(), z.unknown()).parse(schema['properties'] ?? {}),
  );
  const isOpen = schema.type === 'object' && schema['additionalProperties'] !== false;
  const isAnything =
    schema.type === undefined &&
    alternatives.length === 0 &&
    schema['enum'] === undefined &&
    schema['const'] === undefined;
  // Says which fields go together, of an object that is described beside it.
  if (Object.keys(schema).join() === 'required') return [];
  return [
    ...(schema.type === 'string' && !isBoundedText(schema) ? [place] : []),
    ...(schema.type === 'array' && schema['maxItems'] === undefined ? [`${place}[]`] : []),
    ...(isAnything && fields.length === 0 ? [place] : []),
    ...unbounded(schema['items'], `${place}[]`),
    ...(isOpen ? unbounded(schema['additionalProperties'], `${place}.*`) : []),
    ...alternatives.flatMap((one) => unbounded(one, place)),
    ...fields.flatMap(([name, field]) => unbounded(field, `${place}.${name}`)),
  ];
}

describe('what a request may hold', () => {
  test('every text and every list of the API has a maximum', () => {
    const found = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).flatMap(([method, { parameters, requestBody }]) => {
        const route = `${method.toUpperCase()} ${path}`;
        return [
          ...parameters.flatMap((one) => unbounded(one.schema, `${route} ${one.in} ${one.name}`)),
          ...Object.values(requestBody?.content ?? {}).flatMap(({ schema }) =>
            unbounded(schema, `${route} body`),
          ),
        ];
      }),
    );
    expect(found).toEqual([]);
  });

  const audio = { upload: { filename: 'a.wav', bytes: 9 } };

  test('a repeated format or event counts once; more than there are is refused', () => {
    const webhook = { url: 'https://example.com/', events: ['job.failed', 'job.failed'] };
    const asked = { audio, formats: ['srt', 'txt', 'srt'], webhook };
    expect(CreateJobRequest.parse(asked)).toMatchObject({
      formats: ['srt', 'txt'],
      webhook: { events: ['job.failed'] },
    });
    const many = (value: string) => Array<string>(20).fill(value);
    expect(CreateJobRequest.safeParse({ audio, formats: many('srt') }).success).toBe(false);
    const endpoint = { url: webhook.url, events: many('job.failed') };
    expect(CreateWebhook.safeParse(endpoint).success).toBe(false);
    expect(CreateJobRequest.safeParse({ audio, webhook: endpoint }).success).toBe(false);
  });

  test('the same in the options of a dropped file', () => {
    const formats = (list: string) => readDropOptions({ 'spotscribe-formats': list });
    expect(formats('srt,srt').options).toEqual({ formats: ['srt'] });
    expect(formats('srt,'.repeat(300) + 'srt').ignored).toEqual(['formats']);
    const events = { 'spotscribe-webhook-events': 'job.failed,'.repeat(300) + 'job.lost' };
    expect(readDropOptions(events).ignored).toEqual(['webhook-events']);
  });

  test('a deadline has no thousands of digits', () => {
    const deadline = (digits: number) => `2026-12-01T00:00:00.${'1'.repeat(digits)}Z`;
    expect(CreateJobRequest.safeParse({ audio, deadline: deadline(9) }).success).toBe(true);
    expect(CreateJobRequest.safeParse({ audio, deadline: deadline(60_000) }).success).toBe(false);
  });
});
