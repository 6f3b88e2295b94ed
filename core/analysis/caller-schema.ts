/**
 * JSON Schema that a caller gives for structured output: bounded, so that it can become a grammar. Without
 * references, patterns and formats: they cost time, and a grammar has none of them. Kept short, since it
 * is in createJob's bundle, which has little room.
 */
import * as z from 'zod';

const MOST_BYTES = 16_384;
const DEEPEST = 8;
const MOST_SCHEMAS = 200;
/** Most repetitions: llama.cpp refuses a grammar with 2000. */
const MOST_REPEATED = 1000;
/** Without the names that JavaScript gives a meaning. */
const NAME = /^(?!__proto__$|constructor$|prototype$)[\p{L}\p{N}_ -]{1,64}$/u;

const text = z.string();
const number = z.number();
const value = z.union([text, number, z.boolean()]).nullable();
const size = z.int().min(0).max(MOST_REPEATED);
const type = z.enum(['object', 'array', 'string', 'number', 'integer', 'boolean', 'null']);
const schema = z.record(text, z.unknown());

const Keywords = z
  .strictObject({
    type: z.union([type, z.array(type).min(1)]),
    properties: schema,
    required: z.array(text),
    additionalProperties: z.boolean(),
    items: schema,
    enum: z.array(value).min(1),
    const: value,
    anyOf: z.array(schema).min(1),
    description: text,
    title: text,
    minItems: size,
    maxItems: size,
    minLength: size,
    maxLength: size,
    minimum: number,
    maximum: number,
  })
  .partial();

type Path = PropertyKey[];

export const CallerSchema = schema.superRefine((root, context) => {
  const [path, message] = faultOf(root) ?? [];
  if (message) context.addIssue({ code: 'custom', path, message });
});
export type CallerSchema = z.infer<typeof CallerSchema>;

/** The schemas are walked level by level, without recursion: those of a stranger may be of any depth. */
function faultOf(root: Record<string, unknown>): [Path, string] | undefined {
  if (root['type'] !== 'object') return [['type'], 'must be "object"'];
  const schemas: [unknown, Path][] = [[root, []]];
  for (const [one, path] of schemas) {
    // Each level adds two names to the path.
    if (path.length >= 2 * DEEPEST) return [path, `is deeper than ${DEEPEST} schemas`];
    if (schemas.length > MOST_SCHEMAS) return [[], `has more than ${MOST_SCHEMAS} schemas`];
    const { data, error } = Keywords.safeParse(one);
    const [issue] = error?.issues ?? [];
    if (issue) return [[...path, ...issue.path], issue.message];
    const { required = [], items, anyOf = [] } = data ?? {};
    // As it was sent: zod leaves out __proto__.
    const { properties = {} } = one as NonNullable<typeof data>;
    for (const name of [...required, ...Object.keys(properties)]) {
      const known = NAME.test(name) && Object.hasOwn(properties, name);
      if (!known) return [[...path, 'properties', name], 'is missing or not a name'];
    }
    for (const [name, inner] of Object.entries(properties)) {
      schemas.push([inner, [...path, 'properties', name]]);
    }
    for (const inner of items ? [...anyOf, items] : anyOf)
      schemas.push([inner, [...path, 'of', 0]]);
  }
  const bytes = Buffer.byteLength(JSON.stringify(root));
  return bytes > MOST_BYTES ? [[], `is longer than ${MOST_BYTES} bytes`] : undefined;
}
