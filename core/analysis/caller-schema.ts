/**
 * JSON Schema that a caller gives for structured output: bounded, so that it can become a grammar. Without
 * references, patterns and formats: they cost time, and a grammar has none of them.
 */
import * as z from 'zod';

const MOST_BYTES = 16 * 1024;
const DEEPEST = 8;
const MOST_SCHEMAS = 200;
/** Of repetitions: llama.cpp refuses a grammar with 2000. */
const MOST_REPEATED = 1000;
/** Names that JavaScript gives a meaning are none of these. */
const NAME = /^(?!__proto__$|constructor$|prototype$)[\p{L}\p{N}_ -]{1,64}$/u;

const type = z.enum(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
const scalar = z.union([z.string(), z.number(), z.boolean(), z.null()]);
const text = z.string();
const size = z.int().min(0).max(MOST_REPEATED);
const list = z.array(z.unknown()).min(1);

const Keywords = z
  .strictObject({
    type: z.union([type, z.array(type).min(1)]),
    properties: z.record(text, z.unknown()),
    required: z.array(text),
    additionalProperties: z.boolean(),
    items: z.unknown(),
    enum: z.array(scalar).min(1),
    const: scalar,
    anyOf: list,
    description: text,
    title: text,
    minItems: size,
    maxItems: size,
    minLength: size,
    maxLength: size,
    minimum: z.number(),
    maximum: z.number(),
  })
  .partial();

type Path = (string | number)[];
type Fault = [Path, string];
interface Nested {
  properties?: Record<string, unknown>;
  required?: string[];
  items?: unknown;
  anyOf?: unknown[];
}

export const CallerSchema = z.record(z.string(), z.unknown()).superRefine((schema, context) => {
  const [path, message] = faultOf(schema) ?? [];
  if (message) context.addIssue({ code: 'custom', path, message });
});
export type CallerSchema = z.infer<typeof CallerSchema>;

/** The schemas are walked level by level, without recursion: those of a stranger may be of any depth. */
function faultOf(root: Record<string, unknown>): Fault | undefined {
  if (root.type !== 'object') return [['type'], 'must be "object"'];
  const schemas: [unknown, Path, number][] = [[root, [], 1]];
  for (const [schema, path, depth] of schemas) {
    if (depth > DEEPEST) return [path, `is nested deeper than ${DEEPEST} schemas`];
    if (schemas.length > MOST_SCHEMAS) return [[], `has more than ${MOST_SCHEMAS} schemas`];
    const { error } = Keywords.safeParse(schema);
    const [issue] = error?.issues ?? [];
    if (issue) return [[...path, ...(issue.path as Path)], issue.message];
    const { properties = {}, required = [], items, anyOf = [] } = schema as Nested;
    const names = Object.keys(properties);
    const bad = names.find((name) => !NAME.test(name));
    if (bad !== undefined) return [[...path, 'properties'], `"${bad}" is no name for a field`];
    const absent = required.find((name) => !names.includes(name));
    if (absent !== undefined) return [[...path, 'required'], `"${absent}" is not in properties`];
    const inner = (at: Path, one: unknown) => schemas.push([one, [...path, ...at], depth + 1]);
    for (const name of names) inner(['properties', name], properties[name]);
    if (items !== undefined) inner(['items'], items);
    for (const [index, one] of anyOf.entries()) inner(['anyOf', index], one);
  }
  return Buffer.byteLength(JSON.stringify(root)) > MOST_BYTES
    ? [[], `is longer than ${MOST_BYTES} bytes as JSON`]
    : undefined;
}
