/** Queues of a stage that have dead letters. */
export const QUEUES = ['intake', 'batch'] as const;
export type QueueName = (typeof QUEUES)[number];

/** A queue, and the one of its dead letters. */
export interface QueuePair {
  queue: QueueName;
  source: string;
  dead: string;
}

export function queueNames(stage: string, queue: QueueName): QueuePair {
  const source = `spotscribe-${stage}-${queue}`;
  return { queue, source, dead: `${source}-dead-letters` };
}
