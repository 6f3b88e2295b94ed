import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import * as z from 'zod';
import { openApiFiles } from '../../cli/openapi-files.ts';
import { AmbiguousSchema, OpenApiSchemas } from '../../core/api/openapi-schemas.ts';
import { PROJECT } from '../../computer/project.ts';

describe('what is made of the table of routes', () => {
  test('is as it lies here; if not: npm run openapi', async () => {
    const files = await openApiFiles();
    for (const [file, text] of Object.entries(files)) {
      const lies = readFileSync(path.join(PROJECT, file), 'utf8');
      // Not toBe(): the difference of two long texts would hide which file it is.
      expect({ file, isUpToDate: lies === text }).toEqual({ file, isUpToDate: true });
    }
  });
});

describe('a schema in the description', () => {
  const Colour = z.enum(['red', 'blue']).meta({ id: 'Colour' });

  test('with an id stands once, and is pointed at', () => {
    const schemas = new OpenApiSchemas();
    const pointer = { $ref: '#/components/schemas/Colour' };
    expect(schemas.of(Colour, 'output')).toEqual(pointer);
    expect(schemas.of(z.array(Colour), 'output')).toEqual({ type: 'array', items: pointer });
    expect(schemas.named()).toEqual({ Colour: { type: 'string', enum: ['red', 'blue'] } });
  });

  test('may not have the id of another', () => {
    const schemas = new OpenApiSchemas();
    schemas.of(z.string().meta({ id: 'Name' }), 'input');
    expect(() => schemas.of(z.number().meta({ id: 'Name' }), 'input')).toThrow(AmbiguousSchema);
  });

  test('tells its default and its examples to those who write it', () => {
    const Page = z.strictObject({
      limit: z.preprocess(Number, z.int().min(1)).default(20),
      colour: z.string().meta({ examples: ['red'] }),
    });
    expect(new OpenApiSchemas().of(Page, 'input')).toMatchObject({
      properties: {
        limit: { type: 'integer', default: 20 },
        colour: { type: 'string', examples: ['red'] },
      },
      required: ['colour'],
    });
  });

  test('of a time says that it is UTC', () => {
    expect(new OpenApiSchemas().of(z.iso.datetime(), 'output')).toEqual({
      type: 'string',
      format: 'date-time',
      pattern: 'Z$',
    });
  });
});
