/** A job some of whose tasks fail with an error of their service, until they have failed so often. */
import { submit } from '../../chaos/submit.ts';
import type { FailingTask } from '../../local/emulator.ts';
import { SHORT } from './scripted-audio.ts';
import type { TestCloud } from './test-cloud.ts';

export type Failure = Pick<FailingTask, 'state' | 'error'> & Partial<FailingTask>;

/** @param also called with the job's id before anything is launched */
export async function submitFailing(
  cloud: TestCloud,
  failures: readonly Failure[],
  also: (jobId: string) => void = () => undefined,
): Promise<string> {
  const { emulator } = cloud.cloud.aws;
  return submit(cloud.client, {
    script: SHORT,
    webhook: cloud.webhook,
    beforeUpload: async (execution) => {
      also(execution);
      for (const failure of failures) {
        const failingTask = { execution, cause: 'Injected.', times: 1, isDone: false, ...failure };
        await emulator.put({ failingTask });
      }
    },
  });
}
