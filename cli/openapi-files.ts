/** The files generated from the OpenAPI description, which is built from core/api/operations.ts. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import openapiTypescript, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import * as z from 'zod';
import { openApi } from '../core/api/openapi.ts';
import { PROJECT } from '../computer/project.ts';

/** Path below the project → content. */
export async function openApiFiles(): Promise<Record<string, string>> {
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(PROJECT, 'package.json'), 'utf8')));
  const json = `${JSON.stringify(openApi(version), null, 2)}\n`;
  const types = astToString(await openapiTypescript(json, { defaultNonNullable: false }));
  return { 'docs/openapi.json': json, 'client/api-types.ts': `${COMMENT_HEADER}${types}` };
}
