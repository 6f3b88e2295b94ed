/** Writes what the hub states of a language model into the lock file. */
import { createHash } from 'node:crypto';
import * as z from 'zod';
import { readAnalysisLock, writeAnalysisLock, type LockedAnalysis } from './analysis-lock.ts';
import { NotPossible } from './errors.ts';
import { Commit } from './models-lock.ts';

const PATIENCE_MS = 60_000;
/** Files that are in git itself are small; their SHA-256 is not stated, so they are fetched. */
const MAX_SMALL = 32 * 1024 * 1024;

const Revision = z.object({
  sha: Commit,
  siblings: z.array(
    z.object({
      rfilename: z.string(),
      size: z.int().min(1).optional(),
      lfs: z.object({ sha256: z.string(), size: z.int().min(1) }).optional(),
    }),
  ),
});

interface Pin {
  readonly name: string;
  readonly hub: string;
  readonly lock: string;
}

/**
 * Keeps what is known: a commit in the lock file stays, and so does each hash.
 * @returns lines that say what was pinned
 * @throws NotPossible if the hub does not answer, lacks a file, or differs from what is known
 */
export async function pinAnalysis({ name, hub, lock: file }: Pin): Promise<string[]> {
  const lock = readAnalysisLock(file);
  const model = lock[name];
  if (model === undefined) throw new NotPossible(`${file} has no model "${name}".`);
  const revision = model.commit ?? 'main';
  const address = `${hub}/api/models/${model.repository}/revision/${revision}?blobs=true`;
  const { sha, siblings } = Revision.parse(await (await get(address)).json());
  const pinned: LockedAnalysis = { ...model, commit: sha, files: {} };
  for (const [fileName, known] of Object.entries(model.files)) {
    const stated = siblings.find(({ rfilename }) => rfilename === fileName);
    if (stated === undefined) {
      throw new NotPossible(
        `${model.repository} at ${sha} has no ${fileName}; nothing was pinned.`,
      );
    }
    const found =
      stated.lfs === undefined
        ? await measured(`${hub}/${model.repository}/resolve/${sha}/${fileName}`)
        : { bytes: stated.lfs.size, sha256: stated.lfs.sha256 };
    assertSame(`${fileName}: bytes`, known.bytes, found.bytes);
    assertSame(`${fileName}: SHA-256`, known.sha256, found.sha256);
    pinned.files[fileName] = found;
  }
  writeAnalysisLock(file, { ...lock, [name]: pinned });
  return [
    `${name}: ${model.repository} at ${sha}`,
    ...Object.entries(pinned.files).map(
      ([fileName, { bytes, sha256 }]) =>
        `  ${fileName}: ${bytes ?? 0} bytes, SHA-256 ${sha256 ?? ''}`,
    ),
  ];
}

async function measured(url: string): Promise<{ bytes: number; sha256: string }> {
  const content = Buffer.from(await (await get(url)).arrayBuffer());
  if (content.length > MAX_SMALL) {
    throw new NotPossible(
      `The hub states no SHA-256 of ${url}, and it is large; nothing was pinned.`,
    );
  }
  return { bytes: content.length, sha256: createHash('sha256').update(content).digest('hex') };
}

async function get(url: string): Promise<Response> {
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(PATIENCE_MS) });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return answer;
  } catch (error) {
    throw new NotPossible(`${url} could not be read (${String(error)}); nothing was pinned.`, {
      cause: error,
    });
  }
}

function assertSame<T>(what: string, known: T | null, found: T): void {
  if (known === null || known === found) return;
  throw new NotPossible(
    `${what} is ${String(found)} on the hub, and the lock file says ${String(known)}; nothing was pinned.`,
  );
}
