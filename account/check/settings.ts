/** A setting of serverless.yml as a deployment will have it. */
import { declaredSettings, parameterOf } from '../declared-settings.ts';
import type { CheckContext } from './context.ts';

type Setting = 'instanceTypes' | 'zones';

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
