/** Road `warm`: servers that are up; a round a minute launches and retires them. */
import { howManyServers } from '../../../core/machines/pool/warm-servers.ts';
import type { ServerRow } from '../../../core/machines/pool/server-row.ts';
import { MODEL, ROUND_SECONDS } from '../assumptions.ts';
import type { SimJob } from '../sim-job.ts';
import type { Way, World } from '../world.ts';
import { launchMachines } from './pool-launches.ts';
import { PLACES, SimPoolMachine } from './pool-machine.ts';

export class WarmRoad implements Way {
  readonly #world: World;
  /** The road of a job that finds no free place. */
  readonly #other: Way;
  #servers: SimPoolMachine[] = [];
  #demandAt: number | undefined;

  constructor(world: World, other: Way) {
    this.#world = world;
    this.#other = other;
    this.#round();
  }

  take(job: SimJob): void {
    this.#world.clock.after(this.#world.scenario.nature.functions, () => this.#offer(job));
  }

  /** One with the fewest jobs; the job does not wait for a place. */
  #offer(job: SimJob): void {
    let best: SimPoolMachine | undefined;
    for (const server of this.#servers) {
      if (server.places > (best?.places ?? 0)) best = server;
      if (best?.places === PLACES) break;
    }
    if (best) return best.assign(job);
    this.#demandAt = this.#world.now;
    this.#world.journal.fellOver += 1;
    this.#other.take(job);
  }

  #round(): void {
    const world = this.#world;
    this.#servers = this.#servers.filter(({ isGone }) => !isGone);
    const plan = howManyServers({
      rows: Object.fromEntries(
        this.#servers.filter(({ isReady }) => isReady).map((one) => [one.id, this.#rowOf(one)]),
      ),
      running: this.#servers.map(({ id, launchedAt }) => {
        return { id, pool: 'warm', launchedAt: world.dateOf(launchedAt).toISOString() };
      }),
      demandAt: this.#demandAt === undefined ? undefined : world.dateOf(this.#demandAt),
      settings: world.scenario.settings,
      now: world.dateOf(world.now),
    });
    launchMachines(world, plan.launch, (machine) => {
      const id = `i-${world.ec2.launched}`;
      const server = new SimPoolMachine(world, { id, machine }, endIfDone);
      this.#servers.push(server);
      if (!world.isBusy) retire(server);
    });
    const retired = new Set(plan.retire);
    for (const server of this.#servers) if (retired.has(server.id)) retire(server);
    if (world.isBusy) world.clock.after(ROUND_SECONDS, () => this.#round());
    else for (const server of this.#servers) retire(server);
  }

  #rowOf(server: SimPoolMachine): ServerRow {
    const { now } = this.#world;
    const running = Math.min(1, server.jobs);
    return {
      ...{ pool: 'warm', kind: 'ec2', ready: true, model: MODEL, version: '1' },
      load: { running, waiting: server.jobs - running, places: PLACES },
      beatAt: this.#world.dateOf(now).toISOString(),
      ...(server.jobs === 0 && {
        idleSince: this.#world.dateOf(server.lastWorkAt).toISOString(),
      }),
      ...(server.isRetired && { retire: true }),
    };
  }
}

function retire(server: SimPoolMachine): void {
  server.isRetired = true;
  endIfDone(server);
}

function endIfDone(server: SimPoolMachine): void {
  if (server.isRetired && server.jobs === 0) server.end();
}
