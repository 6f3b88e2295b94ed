/** Deletes a job that is over, as its owner does: asked until EC2 has confirmed the end of its machines. */
import { DeletionReceipt } from '../../core/view/deletion-receipt.ts';
import { ask } from './ask.ts';
import type { TestCloud } from './test-cloud.ts';

export async function deleteJob(cloud: TestCloud, jobId: string): Promise<DeletionReceipt> {
  return cloud.until('it is deleted', jobId, async () => {
    const { status, text } = await ask(cloud, { method: 'DELETE', path: `/jobs/${jobId}` });
    return status === 200 && DeletionReceipt.parse(JSON.parse(text));
  });
}
