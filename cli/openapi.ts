/** `npm run openapi`: makes the API's description and the types of its client anew. */
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../computer/project.ts';
import { openApiFiles } from './openapi-files.ts';

for (const [file, text] of Object.entries(await openApiFiles())) {
  writeFileSync(path.join(PROJECT, file), text);
  console.log(file);
}
