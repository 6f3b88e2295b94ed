/**
 * Description of one API operation: its handler parses requests and checks answers with it, and the
 * OpenAPI document is generated from it.
 */
import type * as z from 'zod';
import type { Scope } from '../access/api-key.ts';
import type { ProblemCode } from './problems.ts';

type Fields = z.ZodObject<Readonly<Record<string, z.ZodType>>>;

export interface Operation {
  method: 'GET' | 'POST' | 'DELETE';
  /** In API Gateway's syntax: `/jobs/{id}`. */
  path: `/${string}`;
  /** One sentence. */
  summary: string;
  /**
   * Scope of the required API key; `anyone`; `instance`, authenticated by AWS's signature; or `person`,
   * by a token of an identity provider.
   */
  caller: Scope | 'anyone' | 'instance' | 'person';
  /** Path parameters. */
  parameters?: Fields;
  query?: Fields;
  /** Header names as documented; requests may use any case. */
  headers?: Fields;
  /** JSON body. */
  body?: z.ZodType;
  /** Form body (multipart/form-data), parsed by the handler: it may contain a file. */
  form?: Fields;
  /** Format of problems; default: RFC 9457. */
  problemsAs?: 'openai';
  /** Successful answers by status. */
  answers: Readonly<Record<number, OperationAnswer>>;
  /** Beyond those common to all operations of its kind. */
  problems: readonly ProblemCode[];
}

export interface OperationAnswer {
  /** Meaning, in one sentence. */
  means: string;
  json?: z.ZodType;
  /** Media types of text answers. A handler may encode the text itself, and return the bytes. */
  text?: readonly string[];
  /** Media types of binary answers. */
  binary?: readonly string[];
  /** Headers of this answer only: name and description. */
  headers?: Readonly<Record<string, string>>;
}

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Named<R extends Operation, Part extends keyof Operation> =
  R extends Readonly<Record<Part, infer Schema>> ? Output<Schema> : undefined;

/** Parsed parts of a request. */
export interface RequestOf<R extends Operation> {
  query: Named<R, 'query'>;
  headers: Named<R, 'headers'>;
  body: Named<R, 'body'>;
}

type BodyOf<A extends OperationAnswer> =
  | (A extends { json: infer Schema extends z.ZodType } ? z.input<Schema> : never)
  | (A extends { text: readonly string[] } ? string | Uint8Array : never)
  | (A extends { binary: readonly string[] } ? Uint8Array : never);

type HeadersOf<A extends OperationAnswer> = A extends { headers: infer Headers }
  ? Record<keyof Headers, string>
  : object;

/** Answers that an operation's handler may return. A string body is sent unchanged, bytes in base64, others as JSON. */
export type AnswerOf<R extends Operation> = {
  [Status in keyof R['answers'] & number]: {
    status: Status;
    body: [BodyOf<R['answers'][Status]>] extends [never] ? '' : BodyOf<R['answers'][Status]>;
  } & (R['answers'][Status] extends { headers: object }
    ? { headers: HeadersOf<R['answers'][Status]> & Record<string, string> }
    : { headers?: Record<string, string> });
}[keyof R['answers'] & number];

/** Whether callers authenticate with an API key. */
export function needsKey({ caller }: Pick<Operation, 'caller'>): boolean {
  return caller !== 'anyone' && caller !== 'instance' && caller !== 'person';
}

/** All problems that an operation may answer: its own and the common ones. */
export function problemsOf(route: Operation): ProblemCode[] {
  const isForKeys = needsKey(route);
  const isRead = route.body ?? route.query ?? route.headers ?? (isForKeys || undefined);
  return [
    ...(route.body ? (['malformed-json', 'too-large', 'unsupported-media'] as const) : []),
    ...(route.form ? (['too-large', 'unsupported-media'] as const) : []),
    ...(isForKeys ? (['unauthenticated'] as const) : []),
    ...(route.caller !== 'anyone' ? (['missing-scope'] as const) : []),
    ...(route.parameters ? (['not-found'] as const) : []),
    ...(isRead ? (['invalid'] as const) : []),
    ...(isForKeys ? (['rate-limited'] as const) : []),
    ...route.problems,
    'internal-error',
    'busy',
  ];
}
