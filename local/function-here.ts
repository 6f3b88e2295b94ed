/** A function of the stack from its source, in this process, where a debugger can stop. */
import path from 'node:path';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { PROJECT } from '../computer/project.ts';

export type FunctionHere = (event: unknown) => Promise<unknown>;

const taken = new Map<string, string>();

/**
 * Takes over the environment of the deployed function. Where the SDK finds the embedded cloud, and as
 * whom, has to be in the environment already.
 * @param name as serverless.yml names it
 * @param instead variables with other values than there
 * @throws if another function here has a variable of that name with another value
 */
export async function functionHere(
  name: string,
  instead: Readonly<Record<string, string>> = {},
): Promise<FunctionHere> {
  const { Handler, Environment } = await new LambdaClient().send(
    new GetFunctionConfigurationCommand({ FunctionName: `spotscribe-local-${name}` }),
  );
  const variables = { ...Environment?.Variables, ...instead };
  for (const [variable, value] of Object.entries(variables)) {
    if ((taken.get(variable) ?? value) !== value) {
      throw new Error(`${name} has another ${variable} than a function that is here already`);
    }
    taken.set(variable, value);
    process.env[variable] = value;
  }
  const source = path.join(PROJECT, (Handler ?? '').replace(/\.handler$/, '.ts'));
  const { handler } = (await import(source)) as { handler: FunctionHere };
  return handler;
}
