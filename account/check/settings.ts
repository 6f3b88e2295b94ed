/** A setting of serverless.yml as a deployment will have it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../../computer/project.ts';
import type { CheckContext } from './context.ts';

type Setting = 'instanceTypes' | 'zones';

/** From `--param`, else from the deployed stack, else the default. */
export function listSetting(
  name: Setting,
  { params, stack }: Pick<CheckContext, 'params' | 'stack'>,
): string[] {
  const given = params.findLast((param) => param.startsWith(`${name}=`));
  const deployed = stack.parameters[name.charAt(0).toUpperCase() + name.slice(1)];
  const text = given?.slice(name.length + 1) ?? deployed ?? defaultOf(name);
  return text.split(',').filter((item) => item !== '');
}

function defaultOf(name: Setting): string {
  const text = readFileSync(path.join(PROJECT, 'serverless.yml'), 'utf8');
  return new RegExp(`^    ${name}: (.*)$`, 'm').exec(text)?.[1]?.replaceAll("'", '') ?? '';
}
