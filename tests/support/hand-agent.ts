/**
 * A machine on which the test is the agent: it claims the job, writes documents and answers the task
 * tokens when the test says so. The instance itself does nothing.
 */
import { randomUUID } from 'node:crypto';
import { SendTaskFailureCommand, SendTaskSuccessCommand } from '@aws-sdk/client-sfn';
import type { AnalysisDocument } from '../../core/analysis/analysis.ts';
import { summariesOf, type AnalysisResult } from '../../core/analysis/analysis-result.ts';
import {
  attemptAnalysisKey,
  attemptTranscriptKey,
  type TaskResult,
  type WorkOrder,
} from '../../core/job/work-order.ts';
import { TRANSCRIPT_FORMATS } from '../../core/transcript/transcript.ts';
import type { Instance } from '../../local/ec2/instance.ts';
import { claimWith, INSTANCE_ROLE, sessionOf, upload } from './instance-role.ts';
import { aResult } from './task-result.ts';
import type { TestCloud } from './test-cloud.ts';

/** Instances that are launched from here on do nothing: those of one job, or of any. */
export function leaveToTest({ cloud }: TestCloud, jobId?: string): void {
  cloud.ec2.faults.add({
    kind: 'machine',
    ...(jobId !== undefined && { about: jobId }),
    specify: (asked) => ({ ...asked, userData: '' }),
  });
}

export class HandAgent {
  readonly instance: Instance;
  order: WorkOrder;
  private readonly cloud: TestCloud;
  private readonly agentId: string;

  private constructor(
    cloud: TestCloud,
    given: { instance: Instance; agentId: string; order: WorkOrder },
  ) {
    this.cloud = cloud;
    this.instance = given.instance;
    this.agentId = given.agentId;
    this.order = given.order;
  }

  /** Claims as the instance of the job's attempt, once its token is there. */
  static async of(cloud: TestCloud, jobId: string, attempt = 1): Promise<HandAgent> {
    const agentId = randomUUID();
    return cloud.until(`attempt ${attempt} has its token`, jobId, async () => {
      const instance = cloud
        .instancesOf(jobId)
        .find(({ tags }) => tags['Attempt'] === `${attempt}`);
      const order = instance && (await claim(cloud, instance.id, { agentId }));
      return order && new HandAgent(cloud, { instance, agentId, order });
    });
  }

  /** Writes the documents and answers the token, as after hearing the audio. */
  async transcribe(result: Partial<TaskResult> = {}): Promise<void> {
    for (const format of TRANSCRIPT_FORMATS) {
      const content = format === 'json' ? JSON.stringify({ jobId: this.order.jobId }) : format;
      await this.write(attemptTranscriptKey(this.order, format), content);
    }
    await this.answer(aResult(result, new Date().toISOString()));
  }

  /** Claims again until it has the token of the analysis. */
  async awaitAnalysis(): Promise<void> {
    this.order = await this.cloud.until('the second token is there', this.order.jobId, async () => {
      const order = await claim(this.cloud, this.instance.id, {
        agentId: this.agentId,
        renewal: true,
      });
      return order?.analysis?.awaits === 'analysis' && order;
    });
  }

  /** Writes the analyses and answers the token. */
  async analyse(document: AnalysisDocument): Promise<void> {
    await this.write(attemptAnalysisKey(this.order), JSON.stringify(document));
    const at = new Date().toISOString();
    const result: AnalysisResult = {
      analyses: summariesOf(document),
      ...{ model: 'tiny-llm', device: 'cpu', phases: { programReady: at, analysed: at } },
    };
    await this.answer(result);
  }

  async write(key: string, content: string): Promise<void> {
    const status = await upload(this.order.results, key, content);
    if (status !== 204) throw new Error(`${key} was not written: ${status}`);
  }

  async answer(output: unknown): Promise<void> {
    const { taskToken } = this.order;
    const command = new SendTaskSuccessCommand({ taskToken, output: JSON.stringify(output) });
    await this.cloud.workflows.send(command);
  }

  async fail(error: string): Promise<void> {
    const { taskToken } = this.order;
    await this.cloud.workflows.send(new SendTaskFailureCommand({ taskToken, error }));
  }

  /** Takes the machine away, as EC2 does. */
  lose(): void {
    this.cloud.cloud.ec2.host.terminate(this.instance.id);
  }
}

async function claim(
  cloud: TestCloud,
  instanceId: string,
  asked: { agentId: string; renewal?: boolean },
): Promise<WorkOrder | undefined> {
  const post = claimWith(cloud, await sessionOf(cloud, INSTANCE_ROLE, instanceId));
  const answer = await post(asked, AbortSignal.timeout(60_000));
  return 'order' in answer ? answer.order : undefined;
}
