/**
 * The caller's schema for a grammar: objects have the fields that are named and no others, unless the
 * caller says so. Servers differ where it is left open, and a model would invent fields.
 */
import type { CallerSchema } from '../caller-schema.ts';

export function closedSchema(schema: CallerSchema): CallerSchema {
  const { properties, items, anyOf } = schema;
  return {
    ...(isSchema(properties) && { additionalProperties: false }),
    ...schema,
    ...(isSchema(properties) && { properties: closedEach(properties) }),
    ...(isSchema(items) && { items: closedSchema(items) }),
    ...(Array.isArray(anyOf) && {
      anyOf: anyOf.map((one: unknown) => (isSchema(one) ? closedSchema(one) : one)),
    }),
  };
}

function closedEach(properties: CallerSchema): CallerSchema {
  const fields = Object.entries(properties);
  return Object.fromEntries(
    fields.map(([name, one]) => [name, isSchema(one) ? closedSchema(one) : one]),
  );
}

export function isSchema(value: unknown): value is CallerSchema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
