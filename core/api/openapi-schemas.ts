/** zod schemas as OpenAPI 3.1 has them, which is JSON Schema 2020-12: those with an id once, under their names. */
import * as z from 'zod';

export type Json = Record<string, unknown>;
type Def = z.core.$ZodType['_zod']['def'];

/** Two schemas have one id: a reader of the description would take one for the other. */
export class AmbiguousSchema extends Error {
  constructor(id: string) {
    super(`two schemas that differ have the id ${id}: give one of them another in its meta()`);
    this.name = 'AmbiguousSchema';
  }
}

export class OpenApiSchemas {
  private readonly byId = new Map<string, Json>();

  /** @param io whether a caller writes it, and may leave out what has a default, or reads it */
  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $schema: _, $defs = {}, ...own } = z.toJSONSchema(schema, { io, override });
    for (const [id, definition] of Object.entries($defs)) this.define(id, definition);
    return pointed(own);
  }

  /** All that have an id, in the order of the alphabet. */
  named(): Json {
    return Object.fromEntries([...this.byId].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  private define(id: string, schema: object): void {
    const definition = pointed(schema);
    const before = this.byId.get(id);
    if (before && JSON.stringify(before) !== JSON.stringify(definition)) {
      throw new AmbiguousSchema(id);
    }
    this.byId.set(id, definition);
  }
}

/** zod points at its own place for definitions. */
function pointed(schema: object): Json {
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(text) as Json;
}

/** What zod leaves out, or says in words that only zod knows. */
function override({ zodSchema, jsonSchema }: OverrideContext): void {
  const { def } = zodSchema._zod;
  // Of schemas that change their input it tells neither, because they might be meant of the output.
  if (def.type === 'default') jsonSchema.default = (def as DefaultDef).defaultValue;
  const examples = z.globalRegistry.get(zodSchema)?.examples;
  if (examples) Object.assign(jsonSchema, { examples });
  // The whole calendar as a regular expression; what the format does not say is that it is UTC.
  if (jsonSchema.format === 'date-time') jsonSchema.pattern = 'Z$';
  if (jsonSchema.format === 'starts_with') delete jsonSchema.format;
}

type DefaultDef = Def & { defaultValue: unknown };
type OverrideContext = Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0];
