/**
 * Builds the OpenAPI 3.1 document from the operations and the schemas that the handlers use.
 * Operations for our own instances are left out.
 */
import * as z from 'zod';
import { OpenAiError, openAiStatus } from './openai.ts';
import { OpenApiSchemas, type Json } from './openapi-schemas.ts';
import { Problem, PROBLEMS, type ProblemCode } from './problems.ts';
import { needsKey, problemsOf, type Operation, type OperationAnswer } from './operation.ts';
import { OPERATIONS } from './operations.ts';

const DESCRIPTION = `Speech in, transcript out: for each job one spot GPU instance.

Every error is a problem (RFC 9457) with a stable \`code\`. Unknown fields and parameters are refused. \
Times are ISO 8601 in UTC, durations seconds, money US dollars.`;

const LICENSE = { name: 'Apache-2.0', identifier: 'Apache-2.0' };

const SECURITY = {
  apiKey: { type: 'http', scheme: 'bearer', description: 'An API key, which the operator gives.' },
  idToken: {
    type: 'http',
    scheme: 'bearer',
    bearerFormat: 'JWT',
    description: "A token of the operator's identity provider.",
  },
};

/** Response headers shared by several answers. */
const HEADERS = {
  'X-Request-Id': 'Names the request; it also stands in the log.',
  'WWW-Authenticate': 'How to say who asks: Bearer.',
  'Retry-After': 'Seconds to wait before the next try.',
  'RateLimit-Policy': 'How often the key may ask: `q` requests in `w` seconds.',
  RateLimit: 'How it stands: `r` requests are left, and all of them are again in `t` seconds.',
} as const;
type Header = keyof typeof HEADERS;

const ON_EVERY_ANSWER: Header[] = ['X-Request-Id'];
/** Answers to requests with a valid key. */
const ON_COUNTED_ANSWERS: Header[] = ['RateLimit-Policy', 'RateLimit'];
const ON_PROBLEMS: Partial<Record<number, Header[]>> = {
  401: ['WWW-Authenticate'],
  429: ['Retry-After', ...ON_COUNTED_ANSWERS],
  503: ['Retry-After'],
};

/** @param version release that the document describes */
export function openApi(version: string): Json {
  const schemas = new OpenApiSchemas();
  const responses: Json = {};
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries<Operation>(OPERATIONS)) {
    if (route.caller === 'instance') continue;
    const method = route.method.toLowerCase();
    const described = operation(name, route, { schemas, responses });
    paths[route.path] = { ...paths[route.path], [method]: described };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'spotscribe', version, description: DESCRIPTION, license: LICENSE },
    // Relative to the document's own address, which is the API.
    servers: [{ url: '/' }],
    paths,
    components: {
      securitySchemes: SECURITY,
      headers: Object.fromEntries(Object.entries(HEADERS).map(([name, is]) => [name, header(is)])),
      responses,
      schemas: schemas.named(),
    },
  };
}

/** Components referenced from many operations. */
interface Shared {
  schemas: OpenApiSchemas;
  responses: Json;
}

function operation(name: string, route: Operation, shared: Shared): Json {
  const parameters = [
    ...parametersIn('path', route.parameters, shared),
    ...parametersIn('query', route.query, shared),
    ...parametersIn('header', route.headers, shared),
  ];
  return {
    operationId: name,
    summary: route.summary,
    ...security(route),
    ...(parameters.length > 0 && { parameters }),
    ...requestBody(route, shared),
    // An operation's own description of a status wins.
    responses: { ...problems(route, shared), ...answers(route, shared) },
  };
}

function security({ caller }: Operation): Json {
  if (caller === 'anyone') return {};
  return { security: [caller === 'person' ? { idToken: [] } : { apiKey: [caller] }] };
}

/** A part with a file name is a file; without one its bytes would be decoded as text. */
const FILE_PART = {
  headers: {
    'Content-Disposition': {
      required: true,
      schema: { type: 'string' },
      example: 'form-data; name="file"; filename="interview.mp3"',
    },
  },
};

function requestBody({ body, form }: Operation, { schemas }: Shared): Json {
  const schema = body ?? form;
  if (!schema) return {};
  const type = body ? 'application/json' : 'multipart/form-data';
  const asked = schemas.of(schema, 'input');
  const content = {
    [type]: form
      ? { schema: withEmptyFields(asked), encoding: { file: FILE_PART } }
      : { schema: asked },
  };
  return { requestBody: { required: true, content } };
}

const FormSchema = z.looseObject({
  properties: z.record(z.string(), z.looseObject({ pattern: z.string().optional() })),
});

/** An empty form field counts as absent, whatever pattern the field has. */
function withEmptyFields(schema: Json): Json {
  const { properties, ...form } = FormSchema.parse(schema);
  const fields = Object.entries(properties).map(([name, { pattern, ...field }]) => [
    name,
    { ...field, ...(pattern !== undefined && { pattern: `^$|${pattern}` }) },
  ]);
  return { ...form, properties: Object.fromEntries(fields) as Json };
}

function parametersIn(place: string, fields: Operation['query'], { schemas }: Shared): Json[] {
  return Object.entries(fields?.shape ?? {}).map(([name, field]) => {
    const { description, ...schema } = schemas.of(field, 'input');
    const required = !field.safeParse(undefined).success;
    return { name, in: place, description, required, schema };
  });
}

function answers(route: Operation, shared: Shared): Json {
  const common = [...ON_EVERY_ANSWER, ...(needsKey(route) ? ON_COUNTED_ANSWERS : [])];
  return Object.fromEntries(
    Object.entries(route.answers).map(([status, answer]) => [
      status,
      {
        description: answer.means,
        headers: { ...pointers(common), ...ownHeaders(answer) },
        ...content(answer, shared),
      },
    ]),
  );
}

function ownHeaders({ headers = {} }: OperationAnswer): Json {
  return Object.fromEntries(Object.entries(headers).map(([name, is]) => [name, header(is)]));
}

function content({ json, text = [], binary = [] }: OperationAnswer, { schemas }: Shared): Json {
  const types: [string | undefined, Json][] = [
    ...(json ? [['application/json', schemas.of(json, 'output')] as [string, Json]] : []),
    ...text.map((type): [string | undefined, Json] => [type.split(';')[0], { type: 'string' }]),
    ...binary.map((type): [string, Json] => [type, { type: 'string', format: 'binary' }]),
  ];
  if (types.length === 0) return {};
  return { content: Object.fromEntries(types.map(([type, schema]) => [type, { schema }])) };
}

/** One response per status, named after its possible codes. */
function problems(route: Operation, shared: Shared): Json {
  const codes = problemsOf(route);
  const isOpenAi = route.problemsAs === 'openai';
  const statusOf = (code: ProblemCode) =>
    isOpenAi ? openAiStatus(PROBLEMS[code][0]) : PROBLEMS[code][0];
  const statuses = [...new Set(codes.map(statusOf))];
  return Object.fromEntries(
    statuses.map((status) => {
      const those = codes.filter((code) => statusOf(code) === status);
      const name = `${isOpenAi ? 'openai-' : ''}${those.join('-or-')}`;
      const described = problem(status, those, shared);
      shared.responses[name] = isOpenAi ? { ...described, ...openAiContent(shared) } : described;
      return [status, { $ref: `#/components/responses/${name}` }];
    }),
  );
}

function openAiContent({ schemas }: Shared): Json {
  return { content: { 'application/json': { schema: schemas.of(OpenAiError, 'output') } } };
}

function problem(status: number, codes: ProblemCode[], { schemas }: Shared): Json {
  const schema = { ...schemas.of(Problem, 'output'), properties: { code: { enum: codes } } };
  return {
    description: codes.map((code) => `${PROBLEMS[code][1]}.`).join(' '),
    headers: pointers([...ON_EVERY_ANSWER, ...(ON_PROBLEMS[status] ?? [])]),
    content: { 'application/problem+json': { schema } },
  };
}

function header(description: string): Json {
  return { description, required: true, schema: { type: 'string' } };
}

function pointers(names: Header[]): Json {
  return Object.fromEntries(names.map((name) => [name, { $ref: `#/components/headers/${name}` }]));
}
