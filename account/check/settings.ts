/** A setting of serverless.yml as a deployment will have it. */
import { declaredSettings, parameterOf, SET_BY_HAND } from '../declared-settings.ts';
import type { CheckContext } from './context.ts';

type Setting = 'instanceTypes' | 'zones';

/** Whether the value was given, now or in an earlier deployment. */
export function isGiven(
  name: Setting,
  { params, stack }: Pick<CheckContext, 'params' | 'stack'>,
): boolean {
  const byHand = stack.parameters[parameterOf(SET_BY_HAND)]?.split(',') ?? [];
  return byHand.includes(name) || params.some((param) => param.startsWith(`${name}=`));
}

/** From `--param`, else from the deployed stack, else the default. */
export function listSetting(
  name: Setting,
  { params, stack }: Pick<CheckContext, 'params' | 'stack'>,
): string[] {
  const given = params.findLast((param) => param.startsWith(`${name}=`));
  const deployed = stack.parameters[parameterOf(name)];
  const text = given?.slice(name.length + 1) ?? deployed ?? declaredSettings().get(name) ?? '';
  return text.split(',').filter((item) => item !== '');
}
