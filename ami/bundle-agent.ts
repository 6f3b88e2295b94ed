/** Makes agent.mjs, the instance program as one file, as `ami/provision.sh --agent` takes it. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** Writes the bundle to `outfile`. @throws BuildFailure of esbuild, which names file and line. */
export async function bundleAgent(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('../userdata/agent/main.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    // The CommonJS builds of the AWS packages call require, which an ES module does not have.
    mainFields: ['module', 'main'],
    logLevel: 'silent',
  });
}
