/** Schemathesis (https://schemathesis.io) asks an API for all that its description promises. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { PROJECT } from '../../computer/project.ts';
import { ensurePython } from '../../computer/python-venv.ts';
import { CommandFailed, runCommand } from '../../computer/run-command.ts';
import { withSetUpLock } from '../../computer/set-up-lock.ts';

const Report = z.object({
  complete: z.boolean(),
  operations: z.object({ selected: z.int(), tested: z.int() }),
  test_cases: z.object({ generated: z.int() }),
  failures: z.array(z.object({ title: z.string(), operations: z.array(z.string()) })),
  errors: z.array(z.unknown()),
});
export interface Report extends z.infer<typeof Report> {
  /** All that it printed: with each failure the request that shows it. */
  said: string;
}

interface Api {
  apiUrl: string;
  apiKey: string;
}

/** @param more options of `schemathesis run`, beside those of schemathesis.toml */
export async function schemathesis({ apiUrl, apiKey }: Api, more: string[] = []): Promise<Report> {
  const python = await withSetUpLock(() => ensurePython(() => undefined, ['apiTests']));
  const folder = mkdtempSync(path.join(tmpdir(), 'spotscribe-schemathesis-'));
  const report = path.join(folder, 'report.json');
  const lines: string[] = [];
  try {
    await runCommand({
      program: path.join(path.dirname(python), 'schemathesis'),
      args: [
        ...['--config-file', path.join(PROJECT, 'tests', 'api', 'schemathesis.toml')],
        ...['run', path.join(PROJECT, 'docs', 'openapi.json'), '--url', apiUrl],
        ...['--report-json-path', report, ...more],
      ],
      environment: { API_KEY: apiKey },
      onLine: (line) => lines.push(line),
    }).catch((error: unknown) => {
      // It ends with 1 for what it has found, which the report tells better.
      if (!(error instanceof CommandFailed && error.message.includes('ended with 1'))) throw error;
    });
    return { ...Report.parse(JSON.parse(readFileSync(report, 'utf8'))), said: lines.join('\n') };
  } finally {
    rmSync(folder, { recursive: true });
  }
}
