/**
 * The settings of a deployment. osls sends no parameters, so CloudFormation would set every setting
 * back to the default of the template; what was given with --param before is therefore repeated. The
 * stack's own parameter `SetByHand` has the names: a new default reaches every stage that never set
 * the setting, and a deployment that is rolled back takes the names back with the values.
 */
import { parameterOf, SET_BY_HAND } from '../../account/declared-settings.ts';
import type { DeployedStack } from '../../account/deployed-stack.ts';
import { readParams } from '../../account/given-settings.ts';

export interface Setting {
  readonly name: string;
  /** On the stack; undefined without a stack, or if its version has no such setting. */
  readonly now: string | undefined;
  /** After the deployment. */
  readonly next: string;
  readonly fallback: string;
  /** Given with --param, now or before. */
  readonly isByHand: boolean;
}

export interface DeploymentPlan {
  readonly settings: readonly Setting[];
  /** Set by hand once, and unknown to this version. */
  readonly dropped: readonly { readonly name: string; readonly value: string }[];
}

/** No name of a setting. */
const NONE = 'none';

/**
 * @param given KEY=VALUE, or KEY= for the default
 * @param defaults of this version, by name
 * @throws ParamRefused
 */
export function planDeployment(
  given: readonly string[],
  {
    defaults,
    stack,
  }: { defaults: ReadonlyMap<string, string>; stack: Pick<DeployedStack, 'parameters'> },
): DeploymentPlan {
  const params = readParams(given, defaults);
  const before = setByHand(stack, defaults);
  const settings = [...defaults].map(([name, fallback]) => {
    const now = stack.parameters[parameterOf(name)];
    const kept = before.includes(name) ? now : undefined;
    const byHand = params.has(name) ? params.get(name) : kept;
    const isByHand = byHand !== undefined && byHand !== '';
    return { name, now, next: isByHand ? byHand : fallback, fallback, isByHand };
  });
  const dropped = before
    .filter((name) => !defaults.has(name))
    .map((name) => ({ name, value: stack.parameters[parameterOf(name)] ?? '' }));
  return { settings, dropped };
}

/** A stack of an older version does not say; there, what differs from the defaults counts. */
function setByHand(
  { parameters }: Pick<DeployedStack, 'parameters'>,
  defaults: ReadonlyMap<string, string>,
): string[] {
  const names = parameters[parameterOf(SET_BY_HAND)];
  if (names !== undefined) return names.split(',').filter((name) => name !== NONE);
  return [...defaults].flatMap(([name, fallback]) => {
    const now = parameters[parameterOf(name)];
    return now === undefined || now === fallback ? [] : [name];
  });
}

/** The --param values for osls. An absent one is the default of serverless.yml, which names no zones. */
export function paramsOf({ settings }: DeploymentPlan): string[] {
  const byHand = settings.filter(({ isByHand }) => isByHand);
  const names = byHand.map(({ name }) => name).join(',') || NONE;
  const sent = settings.filter(({ name, isByHand }) => isByHand || name === 'zones');
  return [...sent.map(({ name, next }) => `${name}=${next}`), `${SET_BY_HAND}=${names}`];
}
