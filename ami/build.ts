/**
 * Builds, verifies and publishes a machine image. Each step checks the build's tags for work already
 * done, so running the command again resumes an aborted run. A failed build removes everything that
 * it created.
 */
import * as z from 'zod';
import { BuildFailed } from './errors.ts';
import type { S3Mailbox, Report } from './s3-mailbox.ts';
import type { BuiltImage, PublishedImages } from './images.ts';
import type { MachineOrder, BuilderMachines } from './machines.ts';
import { FetchedModels, recordFetched } from './models-lock.ts';
import { BUILD_TAG, type Build, type Role, type Tag } from './names.ts';
import type { Package } from './payload.ts';
import type { Published } from './published.ts';
import { untilSo } from './until-so.ts';
import { judge, type TriedModel } from './verdict.ts';

export interface BuildTools {
  readonly images: PublishedImages;
  readonly machines: BuilderMachines;
  readonly mailbox: S3Mailbox;
  readonly published: Published;
  readonly say: (line: string) => void;
}

export interface BuildPlan {
  readonly build: Build;
  /** Id of the base image. */
  readonly base: string;
  /** Hardware of builder and verifier. */
  readonly hardware: Pick<MachineOrder, 'instanceType' | 'subnets' | 'securityGroup' | 'rootGiB'>;
  /** Make the task archives. */
  readonly packs: Readonly<Record<Role, () => Promise<Package>>>;
  /** The sample's text. */
  readonly expected: string;
  /** Names of the models, the default first. */
  readonly models: readonly string[];
  /** The lock file, in which the builder's findings are recorded. */
  readonly modelsLock: string;
  /** Tags in addition to the build's own: version, commit, model. */
  readonly tags: readonly Tag[];
}

/**
 * A machine powers itself off after this. The builder compiles a driver and downloads packages and a
 * models; the verifier transcribes the sample with each.
 */
export const MINUTES: Readonly<Record<Role, number>> = { builder: 60, verifier: 40 };

/** @returns the published image's id */
export async function buildImage(plan: BuildPlan, tools: BuildTools): Promise<string> {
  try {
    const id = (await tools.images.ofBuild(plan.build))?.id ?? (await makeImage(plan, tools));
    await tools.images.untilAvailable(id);
    const builder = await tools.machines.ofRole(plan.build, 'builder');
    if (builder) await tools.machines.terminate([builder.id]);
    await verify(plan, tools);
    await tools.mailbox.clear(plan.build);
    await tools.published.describe(id, plan.models);
    await publish(id, tools);
    return id;
  } catch (error) {
    await removeBuild(plan.build, tools).catch((failure: unknown) => {
      tools.say(`Not all of the build could be removed (${String(failure)}): npm run ami -- clean`);
    });
    throw error;
  }
}

async function makeImage(plan: BuildPlan, tools: BuildTools): Promise<string> {
  const { machine, report } = await run(plan, tools, { role: 'builder', imageId: plan.base });
  const { fetched, ...built } = understoodReport(report.result);
  tools.say(`The builder is done: ${JSON.stringify(built)}`);
  recordIn(plan.modelsLock, fetched, tools);
  await tools.machines.untilStopped(machine);
  const id = await tools.images.create(plan.build, machine, plan.tags);
  tools.say(`Making the image ${id} of its disk`);
  return id;
}

/** Output of describe_image.py. */
const Built = z.looseObject({ fetched: FetchedModels });

/** @throws BuildFailed */
function understoodReport(result: unknown): z.infer<typeof Built> {
  const built = Built.safeParse(result);
  if (built.success) return built.data;
  throw new BuildFailed(
    `The builder's report does not say what it has fetched, so no image is made of it:\n${z.prettifyError(built.error)}`,
  );
}

function recordIn(lock: string, fetched: FetchedModels, { say }: BuildTools): void {
  const recorded = recordFetched(lock, fetched);
  if (recorded.length === 0) return;
  say(`Recorded in ${lock}, as nothing was known of them before; commit it:`);
  for (const line of recorded) say(`  ${line}`);
}

/** Boots a machine from the image and transcribes the sample, unless the image is already verified. */
async function verify(plan: BuildPlan, tools: BuildTools): Promise<void> {
  const image = await listed(plan.build, tools);
  if (image.verifiedOn !== undefined) {
    tools.say(`The image was tried before, on ${image.verifiedOn}`);
    return;
  }
  const { machine, report } = await run(plan, tools, { role: 'verifier', imageId: image.id });
  const verified = judge(report.result, plan.expected);
  for (const model of verified) tools.say(told(model));
  await tools.machines.terminate([machine]);
  const devices = new Set(verified.map(({ device }) => device));
  await tools.images.markVerified(image.id, [...devices].join(' '));
}

async function listed(build: Build, { images }: BuildTools): Promise<BuiltImage> {
  return untilSo('EC2 lists the image', 5, () => images.ofBuild(build));
}

async function publish(id: string, { published, say }: BuildTools): Promise<void> {
  const before = await published.current();
  if (before === id) {
    say(`${id} is published already in ${published.name}`);
    return;
  }
  await published.publish(id);
  const back = before === undefined ? '' : `; back to ${before} with: npm run ami -- rollback`;
  say(`Published ${id} in ${published.name}${back}`);
}

/** Launches the role's machine, or finds it, and waits for its report. @throws BuildFailed */
async function run(
  plan: BuildPlan,
  tools: BuildTools,
  { role, imageId }: { role: Role; imageId: string },
): Promise<{ machine: string; report: Report }> {
  const known = await tools.machines.ofRole(plan.build, role);
  if (known) tools.say(`Going on with the ${role} ${known.id}`);
  const machine = known?.id ?? (await launch(plan, tools, { role, imageId }));
  const report = await untilReported(plan.build, tools, { role, machine });
  if (report.status !== 0) {
    throw new BuildFailed(
      `The ${role} ${machine} failed with status ${report.status}, so no image was published and nothing is left of it. What it said:\n${report.log}`,
    );
  }
  return { machine, report };
}

async function launch(
  plan: BuildPlan,
  tools: BuildTools,
  { role, imageId }: { role: Role; imageId: string },
): Promise<string> {
  const minutes = MINUTES[role];
  const pack = await plan.packs[role]();
  try {
    // The signed addresses outlive the machine.
    const addresses = await tools.mailbox.post(plan.build, role, {
      archive: pack.archive,
      minutes: minutes + 10,
    });
    const order = { ...plan.hardware, build: plan.build, role, imageId, minutes, ...addresses };
    const machine = await tools.machines.launch(order);
    tools.say(`The ${role} is ${machine} (${plan.hardware.instanceType}), made from ${imageId}`);
    return machine;
  } finally {
    await pack.remove();
  }
}

async function untilReported(
  build: Build,
  { mailbox, machines }: BuildTools,
  { role, machine }: { role: Role; machine: string },
): Promise<Report> {
  return untilSo(`the ${role} ${machine} has told its result`, MINUTES[role] + 10, async () => {
    // State before report: a machine seen as stopped has already sent its report.
    const state = await machines.state(machine);
    const report = await mailbox.report(build, role);
    if (report) return report;
    if (state === undefined || ['pending', 'running', 'stopping'].includes(state)) return undefined;
    throw new BuildFailed(
      `The ${role} ${machine} is ${state} and has told no result; no image was published. The last of its console:\n${await machines.lastWords(machine)}`,
    );
  });
}

async function idsOf(build: Build, { machines }: BuildTools): Promise<string[]> {
  const found = await machines.of([{ name: BUILD_TAG, value: build.id }]);
  return found.map(({ id }) => id);
}

/** Removes a build's machines with their volumes, its image, snapshot and objects; never a published image. */
export async function removeBuild(build: Build, tools: BuildTools): Promise<void> {
  await tools.machines.terminate(await idsOf(build, tools));
  const current = await tools.published.current();
  const published = current === undefined ? [] : [current, ...(await tools.published.former())];
  const removed = await tools.images.remove({ name: BUILD_TAG, value: build.id }, published);
  await tools.published.forget(removed);
  await tools.mailbox.clear(build);
}

function told({ text, device, computeType, fallback, model, seconds }: TriedModel): string {
  const why = fallback === null ? '' : ` (no GPU: ${fallback})`;
  return `The image transcribes: "${text}" with ${model} on ${device} ${computeType}${why}, in ${seconds} s; the model is multilingual`;
}
