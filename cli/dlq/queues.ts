/** Queues of a stage that have dead letters. */
export const QUEUES = ['intake', 'batch'] as const;
export type QueueName = (typeof QUEUES)[number];

export function queueNames(stage: string, queue: QueueName): { source: string; dead: string } {
  const source = `spotscribe-${stage}-${queue}`;
  return { source, dead: `${source}-dead-letters` };
}
