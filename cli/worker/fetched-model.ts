/** Models from Hugging Face on this computer: `.local/models/NAME/COMMIT`, fetched once. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { modelName, type ModelSource } from '../../ami/model-source.ts';
import { LOCAL, PROJECT } from '../../computer/project.ts';
import { runCommand } from '../../computer/run-command.ts';
import { MANIFEST, ModelManifest } from '../../core/transcript/model.ts';

export interface Fetching {
  /** A Python with the engine's packages. */
  python: string;
  /** Address of the hub. */
  hub: string;
  progress: (line: string) => void;
  /** Folder of all models. */
  within?: string;
}

/**
 * As the build of an image fetches it: by its commit, with the hashes of the lock file and of the hub.
 * A run that was cut off is gone on with.
 * @returns its folder
 * @throws CommandFailed, whose message says why it is not used
 */
export async function fetchedModel(
  source: Extract<ModelSource, { name: string }>,
  { python, hub, progress, within = path.join(LOCAL, 'models') }: Fetching,
): Promise<string> {
  const below = path.join(modelName(source), source.commit);
  const folder = path.join(within, below);
  if (isWhole(folder)) return folder;
  progress(`Fetching ${source.name} from ${hub} (once)`);
  mkdirSync(folder, { recursive: true });
  const wanted = path.join(within, modelName(source), 'wanted.json');
  writeFileSync(wanted, JSON.stringify({ hub, models: [{ folder: below, ...source }] }));
  await runCommand({
    program: python,
    args: [path.join(PROJECT, 'ami/fetch_models.py'), wanted, within],
    environment: { PYTHONPATH: path.join(PROJECT, 'userdata/engine') },
    onLine: (line) => {
      // One line of JSON says what was fetched.
      if (!line.startsWith('{')) progress(`  ${line}`);
    },
  });
  return folder;
}

/** The manifest is written last. */
function isWhole(folder: string): boolean {
  try {
    const text = readFileSync(path.join(folder, MANIFEST), 'utf8');
    return ModelManifest.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
