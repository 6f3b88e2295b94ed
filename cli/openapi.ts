/** `npm run openapi`: regenerates the OpenAPI description and the client's types. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { readArguments } from '../computer/arguments.ts';
import { PROJECT } from '../computer/project.ts';
import { openApiFiles } from './openapi-files.ts';

readArguments('npm run openapi     writes docs/openapi.json and client/api-types.ts', {
  options: {},
});

for (const [file, text] of Object.entries(await openApiFiles())) {
  writeFileSync(path.join(PROJECT, file), text);
  console.log(file);
}
