/** Finds what a policy gives away: wildcards without a condition, and rights for everybody. */
import * as z from 'zod';
import type { Resources } from './template.ts';

const oneOrMany = <T extends z.ZodType>(schema: T) =>
  z.union([schema, z.array(schema)]).transform((value) => [value].flat());

const Statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMany(z.string()),
  Resource: oneOrMany(z.unknown()).default([]),
  Principal: z.unknown().optional(),
  Condition: z.unknown().optional(),
});
const Document = z.object({ Statement: z.array(Statement) });

/** A sentence for each statement that is too wide. */
export function tooWide(resources: Resources): string[] {
  return Object.entries(resources).flatMap(([id, resource]) =>
    documentsIn(resource).flatMap(({ Statement: statements }) =>
      statements
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap((statement) => faults(statement).map((fault) => `${id}: ${fault}`)),
    ),
  );
}

function faults(statement: z.infer<typeof Statement>): string[] {
  const { Action, Resource, Principal, Condition } = statement;
  const isBound = Condition !== undefined;
  return [
    ...Action.filter((action) => action.includes('*')).map((action) => `action ${action}`),
    ...Resource.filter((resource) => resource === '*' && !isBound).map(() => 'any resource'),
    ...(isEverybody(Principal) ? ['anybody may'] : []),
  ];
}

function isEverybody(principal: unknown): boolean {
  return principal === '*' || JSON.stringify(principal ?? null).includes('"*"');
}

/** Policy documents anywhere inside a resource: inline, trust and bucket policies. */
function documentsIn(value: unknown): z.infer<typeof Document>[] {
  if (value === null || typeof value !== 'object') return [];
  const own = Document.safeParse(value);
  return own.success ? [own.data] : Object.values(value).flatMap(documentsIn);
}
