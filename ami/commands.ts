/** What is done with images that are there: told, taken back, cleared away. */
import { MINUTES, type BuildTools } from './build.ts';
import { NotPossible } from './errors.ts';
import type { Machine } from './machines.ts';
import { STAGE_TAG } from './names.ts';

/** One line an image, the newest first. */
export async function listImages(
  stage: string,
  { images, published }: Pick<BuildTools, 'images' | 'published'>,
): Promise<string[]> {
  const current = await published.current();
  const found = await images.ofStage(stage);
  const lines = found.map(({ id, createdAt, verifiedOn, tags }) => {
    const state = verifiedOn === undefined ? 'not verified' : `verified on ${verifiedOn}`;
    const what = `${tags['spotscribe-model'] ?? '?'}, ${tags['spotscribe-commit'] ?? '?'}`;
    return `${id === current ? '*' : ' '} ${id}  ${createdAt}  ${state}  ${what}`;
  });
  const isElsewhere = current !== undefined && !found.some(({ id }) => id === current);
  return isElsewhere ? [`* ${current}  (published, but not built here)`, ...lines] : lines;
}

/**
 * Publishes the image that was published last before the current one and is still there. Done twice,
 * it is undone.
 */
export async function rollBack({
  images,
  published,
}: Pick<BuildTools, 'images' | 'published'>): Promise<{ from: string; to: string }> {
  const from = await published.current();
  for (const to of await published.former()) {
    if (from === undefined || !(await images.exists(to))) continue;
    await published.publish(to);
    return { from, to };
  }
  throw new NotPossible(
    `No image that was published before in ${published.name} is still there; nothing was changed.`,
  );
}

export interface Cleaned {
  /** Ids of machines and images. */
  readonly removed: readonly string[];
  /** Builds that may be running. */
  readonly left: readonly string[];
}

/**
 * Ends what is left of builds: machines, images that are neither published nor the one to go back
 * to, objects. A build whose machine may still be at work is somebody's, and stays whole.
 */
export async function clean(stage: string, tools: BuildTools): Promise<Cleaned> {
  const machines = await tools.machines.of([{ name: STAGE_TAG, value: stage }]);
  const left = atWork(machines);
  const over = machines.filter(({ build = '' }) => !left.includes(build)).map(({ id }) => id);
  await tools.machines.terminate(over);
  const theirs = (await tools.images.ofStage(stage)).filter(({ build }) => left.includes(build));
  const kept = [...(await keptImages(tools)), ...theirs.map(({ id }) => id)];
  const images = await tools.images.remove({ name: STAGE_TAG, value: stage }, kept);
  await tools.mailbox.clearAllBut(left);
  return { removed: [...over, ...images], left };
}

/** The builds of which a machine may not have switched itself off yet. */
function atWork(machines: readonly Machine[]): string[] {
  const since = Date.now() - MINUTES.builder * 60_000;
  const young = machines.filter(({ launchedAt }) => launchedAt.getTime() > since);
  return [...new Set(young.flatMap(({ build }) => build ?? []))];
}

/** The published image and the one that a rollback would publish. */
async function keptImages({ images, published }: BuildTools): Promise<string[]> {
  const kept = [await published.current()].filter((id) => id !== undefined);
  for (const id of await published.former()) {
    if (await images.exists(id)) return [...kept, id];
  }
  return kept;
}
