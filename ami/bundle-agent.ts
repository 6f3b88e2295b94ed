/** Bundles the instance agent into one file, agent.mjs, for `ami/provision.sh --agent`. */
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** @throws BuildFailure of esbuild, with file and line */
export async function bundleAgent(outfile: string): Promise<void> {
  await build({
    entryPoints: [fileURLToPath(new URL('../userdata/agent/main.ts', import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node24',
    format: 'esm',
    mainFields: ['module', 'main'],
    // Packages that are CommonJS alone call require, which ES modules lack.
    banner: {
      js: "import { createRequire as makeRequire } from 'node:module'; const require = makeRequire(import.meta.url);",
    },
    logLevel: 'silent',
  });
}
