/**
 * A route of the API, described once: its handler reads requests and checks its answers by it, and the
 * API's description is made from it.
 */
import type * as z from 'zod';
import type { Scope } from '../access/api-key.ts';
import type { ProblemCode } from './problems.ts';

type Fields = z.ZodObject<Readonly<Record<string, z.ZodType>>>;

export interface Operation {
  method: 'GET' | 'POST' | 'DELETE';
  /** As API Gateway writes it: `/jobs/{id}`. */
  path: `/${string}`;
  /** What it does, in a sentence. */
  summary: string;
  /** Whoever has a key of this scope; anyone; or an instance of ours, by AWS's signature. */
  caller: Scope | 'anyone' | 'instance';
  /** What stands in the braces of the path. */
  parameters?: Fields;
  query?: Fields;
  /** Under the names that documentation gives them; requests may write them in any case. */
  headers?: Fields;
  /** Of the body, which is JSON. */
  body?: z.ZodType;
  /** Of a body that is a form (multipart/form-data), which the handler reads: it may have a file. */
  form?: Fields;
  /** How problems are told; default: RFC 9457. */
  problemsAs?: 'openai';
  /** By status, all that are no problems. */
  answers: Readonly<Record<number, OperationAnswer>>;
  /** Beside those that every route of its kind may answer. */
  problems: readonly ProblemCode[];
}

export interface OperationAnswer {
  /** What it means, in a sentence. */
  means: string;
  json?: z.ZodType;
  /** Media types of answers that are text. */
  text?: readonly string[];
  /** Of this answer alone: names, and what they tell. */
  headers?: Readonly<Record<string, string>>;
}

type Output<Schema> = Schema extends z.ZodType ? z.output<Schema> : undefined;
type Named<R extends Operation, Part extends keyof Operation> =
  R extends Readonly<Record<Part, infer Schema>> ? Output<Schema> : undefined;

/** The parts of a request that a route describes, in their schemas' shapes. */
export interface RequestOf<R extends Operation> {
  query: Named<R, 'query'>;
  headers: Named<R, 'headers'>;
  body: Named<R, 'body'>;
}

type BodyOf<A extends OperationAnswer> =
  | (A extends { json: infer Schema extends z.ZodType } ? z.input<Schema> : never)
  | (A extends { text: readonly string[] } ? string : never);

type HeadersOf<A extends OperationAnswer> = A extends { headers: infer Headers }
  ? Record<keyof Headers, string>
  : object;

/** What a route's handler may answer. A body that is text is sent as it is, another one as JSON. */
export type AnswerOf<R extends Operation> = {
  [Status in keyof R['answers'] & number]: {
    status: Status;
    body: [BodyOf<R['answers'][Status]>] extends [never] ? '' : BodyOf<R['answers'][Status]>;
  } & (R['answers'][Status] extends { headers: object }
    ? { headers: HeadersOf<R['answers'][Status]> & Record<string, string> }
    : { headers?: Record<string, string> });
}[keyof R['answers'] & number];

/** Whether its callers show a key. */
export function needsKey({ caller }: Pick<Operation, 'caller'>): boolean {
  return caller !== 'anyone' && caller !== 'instance';
}

/** Every problem that a route may answer: its own, and those of all that ask for the same things. */
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
