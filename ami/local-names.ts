/** A model for names on this computer, prepared as the builder of an image does: `.local/names/…`, once. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { LOCAL, PROJECT } from '../computer/project.ts';
import { runCommand } from '../computer/run-command.ts';
import { MANIFEST } from '../core/transcript/model.ts';
import { nameFilesOf, namesIdentity, type NamesSource } from './name-model.ts';

export interface Preparing {
  /** Any Python of the project. */
  python: string;
  /** Address of the hub. */
  hub: string;
  progress: (line: string) => void;
  /** Folder of all models for names. */
  within?: string;
}

/**
 * Fetches a repository, by its commit and the hashes of the lock file and the hub; links a folder's files.
 * @returns a folder with a manifest
 * @throws CommandFailed, whose message says why it is not used
 */
export async function localNames(
  source: NamesSource,
  { python, hub, progress, within = path.join(LOCAL, 'names') }: Preparing,
): Promise<string> {
  const place = 'directory' in source ? source.directory : '';
  const id = createHash('sha256')
    .update(`${place} ${namesIdentity(source)}`)
    .digest('hex');
  const task = path.join(within, id.slice(0, 12));
  const folder = path.join(task, 'names');
  if (existsSync(path.join(folder, MANIFEST))) return folder;
  progress(`Preparing the model for names ${source.name} (once)`);
  mkdirSync(folder, { recursive: true });
  const { name } = source;
  if ('directory' in source) link(source.directory, folder);
  const fetched = 'commit' in source ? { commit: source.commit, files: source.files } : {};
  const wanted = path.join(task, 'wanted.json');
  const names = { folder: path.basename(folder), name, ...fetched };
  writeFileSync(wanted, JSON.stringify({ hub, models: [], names }));
  await runCommand({
    program: python,
    args: [path.join(PROJECT, 'ami/fetch_models.py'), wanted, task],
    environment: { PYTHONPATH: path.join(PROJECT, 'userdata/engine') },
    onLine: (line) => {
      // One line of JSON says what was fetched.
      if (!line.startsWith('{')) progress(`  ${line}`);
    },
  });
  return folder;
}

function link(directory: string, folder: string): void {
  for (const file of nameFilesOf(directory)) {
    const place = path.join(folder, file);
    rmSync(place, { force: true });
    symlinkSync(path.join(directory, file), place);
  }
}
