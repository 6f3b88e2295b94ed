/** The caller's schema as lines for a prompt: the grammar has its shape, the model needs its meaning. */
import type { CallerSchema } from '../caller-schema.ts';
import { isSchema } from './closed-schema.ts';
import { asData } from './transcript-lines.ts';

/** A line for each field: its path, its type or values, its description. */
export function schemaOutline(schema: CallerSchema): string[] {
  return linesOf(schema, '');
}

function linesOf(schema: Record<string, unknown>, path: string): string[] {
  const own = path === '' ? [] : [lineOf(schema, path)];
  const { properties, items, anyOf } = schema;
  const fields = isSchema(properties) ? Object.entries(properties) : [];
  const inner = [
    ...fields.map(([name, one]) => [one, path === '' ? name : `${path}.${name}`] as const),
    ...(isSchema(items) ? [[items, `${path}()`] as const] : []),
    ...(Array.isArray(anyOf) ? anyOf.map((one: unknown) => [one, `${path}|`] as const) : []),
  ];
  return [...own, ...inner.flatMap(([one, where]) => (isSchema(one) ? linesOf(one, where) : []))];
}

function lineOf(schema: Record<string, unknown>, path: string): string {
  const { type, title, description } = schema;
  const values = schema.enum ?? schema.const ?? type;
  const parts = [values === undefined ? undefined : shown(values), title, description];
  const text = parts.filter((part) => typeof part === 'string' && part !== '').join(' - ');
  return asData(`${path}: ${text}`);
}

function shown(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(' | ') : String(value);
}
