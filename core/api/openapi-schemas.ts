/** Converts zod schemas to OpenAPI 3.1 (JSON Schema 2020-12); schemas with an id become components. */
import * as z from 'zod';

export type Json = Record<string, unknown>;
type Def = z.core.$ZodType['_zod']['def'];

/** Thrown when two different schemas share an id. */
export class AmbiguousSchema extends Error {
  constructor(id: string) {
    super(`two schemas that differ have the id ${id}: give one of them another in its meta()`);
    this.name = 'AmbiguousSchema';
  }
}

export class OpenApiSchemas {
  private readonly byId = new Map<string, Json>();

  /** @param io `input` for what callers send (fields with a default are optional), `output` for answers */
  of(schema: z.ZodType, io: 'input' | 'output'): Json {
    const { $schema: _, $defs = {}, ...own } = z.toJSONSchema(schema, { io, override });
    for (const [id, definition] of Object.entries($defs)) this.define(id, definition);
    return pointed(own);
  }

  /** All schemas with an id, in alphabetical order. */
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

/** Rewrites zod's references to OpenAPI's components. */
function pointed(schema: object): Json {
  const text = JSON.stringify(schema).replaceAll('"#/$defs/', '"#/components/schemas/');
  return JSON.parse(text) as Json;
}

/** As `Moment` (core/base/moment.ts) allows. */
const SHORT_UTC = '^[0-9T:.-]{1,39}Z$';

/** Adds what zod omits, and removes what only zod understands. */
function override({ zodSchema, jsonSchema }: OverrideContext): void {
  const { def } = zodSchema._zod;
  // zod omits both for schemas that transform their input.
  if (def.type === 'default') jsonSchema.default = (def as DefaultDef).defaultValue;
  const examples = z.globalRegistry.get(zodSchema)?.examples;
  if (examples) Object.assign(jsonSchema, { examples });
  if (jsonSchema.format === 'date-time') overrideTime(jsonSchema);
  if (jsonSchema.format === 'starts_with') delete jsonSchema.format;
}

/**
 * zod's pattern spells out the whole calendar; only UTC is missing from the format, and for some the
 * length: as a pattern, since generators of examples do not find a date-time by its length. Called
 * again for a schema that wraps it.
 */
function overrideTime(jsonSchema: OverrideContext['jsonSchema']): void {
  const isShort = jsonSchema.maxLength !== undefined || jsonSchema.pattern === SHORT_UTC;
  jsonSchema.pattern = isShort ? SHORT_UTC : 'Z$';
  delete jsonSchema.maxLength;
}

type DefaultDef = Def & { defaultValue: unknown };
type OverrideContext = Parameters<NonNullable<z.core.ToJSONSchemaParams['override']>>[0];
