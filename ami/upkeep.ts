/** What is done with images that are there: told, taken back, cleared away. */
import type { BuildTools } from './build.ts';
import { NotPossible } from './errors.ts';
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

/**
 * Ends what is left of builds: machines, images that are neither published nor the one to go back
 * to, objects. @returns what was removed
 */
export async function clean(stage: string, tools: BuildTools): Promise<string[]> {
  const machines = (await tools.machines.of([{ name: STAGE_TAG, value: stage }])).map(
    ({ id }) => id,
  );
  await tools.machines.terminate(machines);
  const kept = await keptImages(tools);
  const images = await tools.images.remove({ name: STAGE_TAG, value: stage }, kept);
  await tools.exchange.clear();
  return [...machines, ...images];
}

/** The published image and the one that a rollback would publish. */
async function keptImages({ images, published }: BuildTools): Promise<string[]> {
  const kept = [await published.current()].filter((id) => id !== undefined);
  for (const id of await published.former()) {
    if (await images.exists(id)) return [...kept, id];
  }
  return kept;
}
