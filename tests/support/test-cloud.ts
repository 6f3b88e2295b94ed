/**
 * An embedded cloud for tests, with a client and a webhook receiver: the worker's, which its files
 * share one after the other, or one of their own with other parameters. Whatever waits here has a
 * deadline, and tells what the job, its functions and its machine said when it is over.
 */
import { EC2Client } from '@aws-sdk/client-ec2';
import {
  DescribeExecutionCommand,
  ExecutionDoesNotExist,
  StopExecutionCommand,
  ValidationException,
  type DescribeExecutionCommandOutput,
} from '@aws-sdk/client-sfn';
import { STUB_ENGINE } from '../../chaos/harness.ts';
import { JobLists } from '../../core/aws/dynamodb/job-lists.ts';
import { StaleWrite } from '../../core/aws/dynamodb/job-store.ts';
import { isFinal } from '../../core/job/job-status.ts';
import type { JobView } from '../../core/view/job-view.ts';
import type { CloudOptions } from '../../local/cloud.ts';
import { CloudHarness, startWithReceiver, type Started } from '../../local/cloud-harness.ts';
import type { Instance } from '../../local/ec2/instance.ts';
import { everyExecution } from './every-execution.ts';
import { until } from './until.ts';
import { storyOf } from './story.ts';
import { atWorkerEnd } from './worker-end.ts';

/** For a busy machine: a job takes about four seconds on an idle one. */
const DEADLINE_MS = 90_000;

/**
 * Dropped files belong to the owner of the client's key, so that it can ask for their jobs. Image,
 * models and secrets are read anew each time, since tests change them.
 */
const PARAMETERS = { DefaultOwner: 'demo', ParameterSeconds: '0' };

/** Parameters of the shared cloud. A job without capacity retries later than any test looks. */
const SHARED = { CapacityRetrySeconds: '300' };
let shared: Promise<TestCloud> | undefined;

export class TestCloud extends CloudHarness {
  readonly ec2: EC2Client;

  private constructor(started: Started) {
    super(started);
    this.ec2 = new EC2Client(this.cloud.aws.connection);
  }

  /**
   * The worker's own cloud, whose engine is the stub (see scripted-audio.ts). It ends with the worker;
   * a file that has used it calls `leave`.
   */
  static async shared(): Promise<TestCloud> {
    shared ??= TestCloud.start({ parameters: SHARED, engine: STUB_ENGINE }).then((cloud) => {
      atWorkerEnd(() => cloud.stop());
      return cloud;
    });
    return shared;
  }

  static async start(
    options: Pick<CloudOptions, 'parameters' | 'allow' | 'engine' | 'program'> = {},
  ): Promise<TestCloud> {
    const parameters = { ...PARAMETERS, ...options.parameters };
    return new TestCloud(await startWithReceiver({ ...options, parameters }));
  }

  /** Hands the shared cloud on: without faults, its clocks right, no job running and no instance left. */
  async leave(): Promise<void> {
    const { ec2, aws } = this.cloud;
    await this.stopExecutions();
    ec2.faults.clear();
    const none = [{ aheadSeconds: 0 }, { waitSpeed: 1 }, { s3Copies: 1 }, { failingTask: null }];
    for (const fault of none) await aws.emulator.put(fault);
    this.receiver.answer = () => ({ status: 204 });
    await this.endOpenJobs();
    const areGone = () => {
      // At each look: a function may have been launching one when its execution was stopped.
      for (const { id } of ec2.host.all()) ec2.host.terminate(id);
      return this.remains().length === 0;
    };
    await until('no instance is left', areGone, DEADLINE_MS);
  }

  /** Stops executions that tests left running: they would launch again. */
  private async stopExecutions(): Promise<void> {
    const stateMachineArn = this.output('JobStateMachineArn');
    const asked = { stateMachineArn, statusFilter: 'RUNNING' } as const;
    const executions = await everyExecution(this.workflows, asked);
    for (const { executionArn = '' } of executions) await this.stopExecution(executionArn);
  }

  /** Does nothing if it has ended since it was listed. */
  private async stopExecution(executionArn: string): Promise<void> {
    try {
      await this.workflows.send(new StopExecutionCommand({ executionArn }));
    } catch (error) {
      if (!(error instanceof ValidationException)) throw error;
      if ((await this.executionAt(executionArn))?.status === 'RUNNING') throw error;
    }
  }

  /** Jobs that tests stored without a workflow: they would count as open. */
  private async endOpenJobs(): Promise<void> {
    for (const jobId of await new JobLists(this.table).open(new Date())) {
      await until(`${jobId} has ended`, () => this.endJob(jobId), DEADLINE_MS);
    }
  }

  /** @returns false if the job changed meanwhile: it is to be looked at again */
  private async endJob(jobId: string): Promise<boolean> {
    const job = await this.jobs.job(jobId);
    if (!job || isFinal(job.status)) return true;
    const move = { from: [job.status], to: 'cancelled', attempt: job.attempt } as const;
    try {
      await this.jobs.transition(jobId, move, { event: { what: 'cancelled' } });
      return true;
    } catch (error) {
      if (error instanceof StaleWrite) return false;
      throw error;
    }
  }

  /** As `until`, with the job's story in the error. */
  async until<T>(
    what: string,
    jobId: string,
    look: () => T | undefined | false | Promise<T | undefined | false>,
  ): Promise<T> {
    try {
      return await until(what, look, DEADLINE_MS);
    } catch (error) {
      throw new Error(`${what}: not so.\n${await storyOf(jobId, this, this.instancesOf(jobId))}`, {
        cause: error,
      });
    }
  }

  /** The job at its end, with its execution over and its machines gone. */
  async ended(jobId: string): Promise<JobView> {
    const job = await this.until('the job has ended', jobId, async () => {
      const now = await this.jobs.job(jobId);
      return now && isFinal(now.status) && this.client.job(jobId);
    });
    await this.until('the execution has ended', jobId, async () => {
      const execution = await this.execution(jobId);
      return execution !== undefined && execution.status !== 'RUNNING';
    });
    await this.until('nothing of the job remains', jobId, () => this.remains(jobId).length === 0);
    return job;
  }

  /** @throws with the job's story, if it ended otherwise */
  async completed(jobId: string): Promise<JobView> {
    const job = await this.ended(jobId);
    const execution = await this.execution(jobId);
    if (job.status === 'completed' && execution?.status === 'SUCCEEDED') return job;
    throw new Error(
      `the job was to be completed\n${await storyOf(jobId, this, this.instancesOf(jobId))}`,
    );
  }

  /** @throws as `completed` does */
  async receipted(jobId: string): Promise<JobView> {
    await this.completed(jobId);
    return this.atRest(jobId);
  }

  /** The job that is over, once EC2 has told of its instance's end: nothing changes it any more. */
  async atRest(jobId: string): Promise<JobView> {
    return this.until('the receipt is final', jobId, async () => {
      const job = await this.client.job(jobId);
      const { instance } = (await this.jobs.job(jobId)) ?? {};
      // EC2's events come in any order.
      const ran = instance && this.cloud.ec2.host.get(instance.id)?.ranAt;
      const isTold = ran === undefined || instance?.runningAt !== undefined;
      return job.receipt?.final === true && isTold && job;
    });
  }

  /** The execution that has the job's id as its name; undefined if there is none. */
  async execution(jobId: string): Promise<DescribeExecutionCommandOutput | undefined> {
    return this.executionAt(this.executionArn(jobId));
  }

  /** Of a delivery, and the round that is asked for. */
  async deliveryExecution(
    deliveryId: string,
    round: number,
  ): Promise<DescribeExecutionCommandOutput | undefined> {
    return this.executionAt(this.deliveryArn(deliveryId, round));
  }

  deliveryArn(deliveryId: string, round: number): string {
    const machine = this.output('DeliveryStateMachineArn');
    return `${machine.replace(':stateMachine:', ':execution:')}:${deliveryId}-${round}`;
  }

  private async executionAt(
    executionArn: string,
  ): Promise<DescribeExecutionCommandOutput | undefined> {
    try {
      return await this.workflows.send(new DescribeExecutionCommand({ executionArn }));
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }

  /** Every instance that was ever launched for the job, in order. */
  instancesOf(jobId: string): Instance[] {
    return this.cloud.ec2.host.all().filter(({ tags }) => tags['JobId'] === jobId);
  }

  /** What of a job's machines is still there; without a job: of any machine. Empty is good. */
  remains(jobId?: string): string[] {
    const { host } = this.cloud.ec2;
    const instances = jobId === undefined ? host.all() : this.instancesOf(jobId);
    return instances.flatMap(({ id, state }) => [
      ...(state === 'terminated' ? [] : [`${id} is ${state}`]),
      ...(host.isRunning(id) ? [`${id} has processes`] : []),
    ]);
  }
}
