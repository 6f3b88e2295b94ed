import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { AnswerInvalid } from '../../../core/analysis/asking/answer-invalid.ts';
import { checkedOutput } from '../../../core/analysis/asking/structured-output.ts';
import { CallerSchema } from '../../../core/analysis/caller-schema.ts';

const DECISIONS = {
  type: 'object',
  title: 'Beslut',
  properties: {
    beslut: {
      type: 'array',
      maxItems: 20,
      items: {
        type: 'object',
        properties: {
          vad: { type: 'string', description: 'Det som beslutades.', maxLength: 200 },
          'när på året': { anyOf: [{ type: 'string' }, { const: null }] },
          belopp: { type: ['number', 'null'], minimum: 0 },
          slag: { enum: ['ja', 'nej', 3, null] },
        },
        required: ['vad', 'vad'],
        additionalProperties: false,
      },
    },
  },
  required: ['beslut'],
};

describe('a schema of a caller', () => {
  test('may describe an object of lists, choices and bounded values', () => {
    expect(CallerSchema.parse(DECISIONS)).toEqual(DECISIONS);
    const output = { beslut: [{ vad: 'Vi köper.', belopp: null, slag: 3 }] };
    expect(checkedOutput(output, DECISIONS)).toEqual(output);
    expect(() => checkedOutput({ beslut: [{ vad: 5 }] }, DECISIONS)).toThrow(
      '/beslut/0/vad: must be string',
    );
  });

  test.each([
    ['a list', { type: 'array' }, 'type', 'must be "object"'],
    ['no type', {}, 'type', 'must be "object"'],
    ['a reference', field({ $ref: 'https://example.com/s.json' }), 'properties.a', '$ref'],
    ['an id', { ...field({}), $id: 'https://example.com' }, '', '$id'],
    ['a pattern', field({ type: 'string', pattern: '(a+)+$' }), 'properties.a', 'pattern'],
    ['a format', field({ type: 'string', format: 'email' }), 'properties.a', 'format'],
    ['an unknown type', field({ type: 'text' }), 'properties.a.type', 'Invalid'],
    ['a negative size', field({ maxLength: -1 }), 'properties.a.maxLength', '>=0'],
    ['a size that no grammar can have', field({ maxItems: 5000 }), 'properties.a.maxItems', '1000'],
    ['an object as value', field({ const: {} }), 'properties.a.const', 'Invalid'],
    ['a boolean as schema', { ...field({}), items: true }, 'items', 'expected record'],
    ['additional schemas', { ...field({}), additionalProperties: {} }, 'additionalProperties', ''],
    ['an absent field', { ...field({}), required: ['b'] }, 'properties.b', 'missing'],
    [
      'a constructor',
      { type: 'object', properties: { constructor: {} } },
      'properties.constructor',
      'name',
    ],
    ['marks in a name', { type: 'object', properties: { '<b>': {} } }, 'properties.<b>', 'name'],
    ['nine levels', nested(9), '', 'deeper than 8'],
    ['a hundred thousand levels', nested(100_000), '', 'deeper than 8'],
    ['201 fields', wide(200), '', 'more than 200'],
    ['16 kB', { ...field({}), description: 'å'.repeat(8192) }, '', '16384 bytes'],
  ])('may not have %s', (_, schema, ...[path, message]) => {
    const { error } = CallerSchema.safeParse(schema);
    const [issue] = error?.issues ?? [];
    expect(issue?.message).toContain(message);
    expect(issue?.path.join('.').startsWith(path)).toBe(true);
    expect(error?.issues).toHaveLength(1);
  });

  test('may have eight levels and 199 fields', () => {
    expect(CallerSchema.safeParse(nested(8)).success).toBe(true);
    expect(CallerSchema.safeParse(wide(199)).success).toBe(true);
  });

  test('may not name what JavaScript gives a meaning', () => {
    const sent = JSON.parse('{"type": "object", "properties": {"__proto__": {"type": "string"}}}');
    expect(CallerSchema.safeParse(sent).success).toBe(false);
  });

  test('that is let through can be checked against, whatever the output', () => {
    fc.assert(
      fc.property(schemas, fc.jsonValue(), (schema, output) => {
        expect(CallerSchema.safeParse(schema).success).toBe(true);
        try {
          checkedOutput(output, schema);
        } catch (error) {
          expect(error).toBeInstanceOf(AnswerInvalid);
        }
      }),
      { numRuns: 50 },
    );
  });
});

function field(schema: object): Record<string, unknown> {
  return { type: 'object', properties: { a: schema } };
}

/** So many schemas inside each other. */
function nested(levels: number): Record<string, unknown> {
  let schema: Record<string, unknown> = { type: 'object' };
  for (let level = 1; level < levels; level++) schema = field(schema);
  return schema;
}

function wide(fields: number): Record<string, unknown> {
  const properties = Object.fromEntries(Array.from({ length: fields }, (_, n) => [`f${n}`, {}]));
  return { type: 'object', properties };
}

const leaf = schemaOf(fc.constant({ type: 'string' }));
const schemas = schemaOf(schemaOf(leaf)).map((schema) => ({ ...schema, type: 'object' }));

function schemaOf(inner: fc.Arbitrary<object>): fc.Arbitrary<Record<string, unknown>> {
  return fc.record(
    {
      type: fc.constantFrom('object', 'array', 'string', 'integer', ['string', 'null']),
      properties: fc.dictionary(fc.constantFrom('a', 'b', 'å ä', 'toString'), inner, {
        maxKeys: 2,
      }),
      items: inner,
      anyOf: fc.array(inner, { minLength: 1, maxLength: 2 }),
      enum: fc.array(fc.constantFrom(1, 'a', null, true), { minLength: 1, maxLength: 3 }),
      additionalProperties: fc.boolean(),
      maxLength: fc.nat(1000),
      minItems: fc.nat(1000),
      minimum: fc.double({ noNaN: true, noDefaultInfinity: true }),
    },
    { requiredKeys: [] },
  );
}
