/** Finds what a template gives away: wildcards without a condition, and rights for everybody. */
import * as z from 'zod';
import { alternatives, textOf } from './intrinsics.ts';
import type { Resource, Resources } from './template.ts';

const oneOrMany = <T extends z.ZodType>(schema: T) =>
  z.union([schema, z.array(schema)]).transform((value) => [value].flat());

/** `Not…` elements allow all but what they name. */
const Statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Action: oneOrMany(z.string()).default([]),
  Resource: oneOrMany(z.unknown()).default([]),
  Principal: z.unknown().optional(),
  Condition: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
  NotAction: z.unknown().optional(),
  NotResource: z.unknown().optional(),
  NotPrincipal: z.unknown().optional(),
});
type Statement = z.infer<typeof Statement>;
const Document = z.object({ Statement: oneOrMany(Statement) });

/**
 * What a launch makes or takes without a name that could be known before. A launch needs the right to
 * them all; what it may make of them is bound by the tags that instance and volume must have.
 */
const NAMELESS = ['fleet', 'network-interface', 'spot-instances-request', 'image', 'snapshot'];
const LAUNCHES = ['ec2:CreateFleet', 'ec2:RunInstances'];

/** A sentence for each right that is too wide. */
export function tooWide(resources: Resources): string[] {
  return Object.entries(resources).flatMap(([id, resource]) =>
    [...faultsOfPolicies(resource), ...faultsOfPermission(resource), ...managed(resource)].map(
      (fault) => `${id}: ${fault}`,
    ),
  );
}

function faultsOfPolicies(resource: Resource): string[] {
  return documentsIn(resource)
    .flatMap(({ Statement: statements }) => statements)
    .filter(({ Effect }) => Effect === 'Allow')
    .flatMap(faultsOf);
}

function faultsOf(statement: Statement): string[] {
  const { Action, Resource, Principal } = statement;
  const isBound = Object.values(statement.Condition).some(binds);
  const wide = Resource.flatMap(alternatives)
    .map(textOf)
    .flatMap((resource) => widthOf(resource, Action));
  const inverted = (['NotAction', 'NotResource', 'NotPrincipal'] as const).filter(
    (element) => statement[element] !== undefined,
  );
  return [
    ...Action.filter((action) => action.includes('*')).map((action) => `action ${action}`),
    ...(isBound ? [] : wide),
    ...(isEverybody(Principal) ? ['anybody may'] : []),
    ...inverted.map((element) => `${element} allows the rest`),
  ];
}

/** A condition that everything meets binds nobody. */
function binds(keys: Record<string, unknown>): boolean {
  return Object.values(keys)
    .flat()
    .some((value) => textOf(value) !== '*');
}

function widthOf(resource: string, actions: readonly string[]): string[] {
  if (resource === '*') return ['any resource'];
  // Names that are not known yet have colons of their own.
  const parts = resource.replace(/\$\{[^}]*\}/g, '$').split(':');
  const [arn, , service = '', region = '', account = '', ...rest] = parts;
  if (arn !== 'arn') return [];
  if ([service, region, account].some((part) => part.includes('*')))
    return [`anywhere ${resource}`];
  const kind = /^([\w-]*)[:/]?\*$/.exec(rest.join(':'))?.[1];
  const isLaunch = actions.every((action) => LAUNCHES.includes(action));
  if (kind === undefined || (isLaunch && NAMELESS.includes(kind))) return [];
  return [`every ${service} ${kind}`.trimEnd()];
}

function isEverybody(principal: unknown): boolean {
  return principal === '*' || JSON.stringify(principal ?? null).includes('"*"');
}

/** A service that may invoke a function must do it for something of ours. */
function faultsOfPermission({ Type, Properties }: Resource): string[] {
  if (Type !== 'AWS::Lambda::Permission') return [];
  if (Properties.Principal === '*') return ['anybody may'];
  const isBound = Properties.SourceArn !== undefined || Properties.SourceAccount !== undefined;
  return isBound ? [] : [`anybody may, by ${textOf(Properties.Principal)}`];
}

/** What such a policy allows stands elsewhere, and AWS changes it. */
function managed({ Properties }: Resource): string[] {
  const { ManagedPolicyArns = [] } = Properties;
  return [ManagedPolicyArns].flat().map((arn) => `managed policy ${textOf(arn)}`);
}

/** Policy documents anywhere inside a resource: inline, trust, queue and bucket policies. */
function documentsIn(value: unknown): z.infer<typeof Document>[] {
  if (value === null || typeof value !== 'object') return [];
  // A document that this walk cannot read must not pass unread.
  if ('Statement' in value) return [Document.parse(value)];
  return Object.values(value).flatMap(documentsIn);
}
