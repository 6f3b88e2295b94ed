/** Commands on existing images: list, rollback, clean. */
import { MINUTES, type BuildTools } from './build.ts';
import { NotPossible } from './errors.ts';
import type { BuilderMachine } from './machines.ts';
import { STAGE_TAG } from './names.ts';

/** One line per image, newest first. */
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
 * Publishes the most recent former image that still exists. A second rollback undoes the first.
 * @throws NotPossible
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
  /** Ids of builds that may be running; nothing of them is removed. */
  readonly left: readonly string[];
}

/**
 * Removes leftovers of builds: machines, objects, and images other than the published one and the
 * rollback target. Skips builds whose machine may still be working.
 */
export async function removeOldImages(stage: string, tools: BuildTools): Promise<Cleaned> {
  const machines = await tools.machines.of([{ name: STAGE_TAG, value: stage }]);
  const left = atWork(machines);
  const over = machines.filter(({ build = '' }) => !left.includes(build)).map(({ id }) => id);
  await tools.machines.terminate(over);
  const theirs = (await tools.images.ofStage(stage)).filter(({ build }) => left.includes(build));
  const kept = [...(await keptImages(tools)), ...theirs.map(({ id }) => id)];
  const images = await tools.images.remove({ name: STAGE_TAG, value: stage }, kept);
  await tools.published.forget(images);
  await tools.mailbox.clearAllBut(left);
  return { removed: [...over, ...images], left };
}

/** Builds with a machine younger than the builder's time limit. */
function atWork(machines: readonly BuilderMachine[]): string[] {
  const since = Date.now() - MINUTES.builder * 60_000;
  const young = machines.filter(({ launchedAt }) => launchedAt.getTime() > since);
  return [...new Set(young.flatMap(({ build }) => build ?? []))];
}

/** The published image and the rollback target. */
async function keptImages({ images, published }: BuildTools): Promise<string[]> {
  const kept = [await published.current()].filter((id) => id !== undefined);
  for (const id of await published.former()) {
    if (await images.exists(id)) return [...kept, id];
  }
  return kept;
}
