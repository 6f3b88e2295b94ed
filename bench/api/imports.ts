/** Node's share of a function's cold start: loading and running its bundle. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { GetFunctionConfigurationCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { runCommand } from '../../computer/run-command.ts';
import { withTemporaryFolder } from '../../computer/temporary-folder.ts';
import type { Cloud } from '../../local/cloud.ts';
import { quantile } from '../quantile.ts';

const TIMES = 7;
const PROGRAM = `
  const before = performance.now();
  require(process.argv[1]);
  console.log(performance.now() - before);
  process.exit();
`;

/** Function name → median milliseconds to import its bundle in a new process. */
export async function importTimes(
  codes: Record<string, Buffer>,
  { aws }: Cloud,
): Promise<Record<string, number>> {
  const lambda = new LambdaClient(aws.connection);
  const times: Record<string, number> = {};
  for (const [name, code] of Object.entries(codes)) {
    const FunctionName = `spotscribe-local-${name}`;
    const found = await lambda.send(new GetFunctionConfigurationCommand({ FunctionName }));
    const environment = { ...found.Environment?.Variables, AWS_REGION: aws.connection.region };
    times[name] = await importTime(code, environment);
  }
  return times;
}

async function importTime(code: Buffer, environment: Record<string, string>): Promise<number> {
  return withTemporaryFolder(async (folder) => {
    const file = path.join(folder, 'bundle.cjs');
    writeFileSync(file, code);
    const took: number[] = [];
    for (let time = 0; time < TIMES; time += 1) {
      const args = ['-e', PROGRAM, file];
      took.push(Number(await runCommand({ program: process.execPath, args, environment })));
    }
    return quantile(0.5, took);
  });
}
