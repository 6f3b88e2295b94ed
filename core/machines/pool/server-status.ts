/** Answer of a server's `GET /health`: what it reports to its deployment, and how each of its parts is. */
import * as z from 'zod';
import { AnalysisProgress } from '../../analysis/analysis-result.ts';
import { MemoryPlan } from '../../transcript/engine-events.ts';
import { ModelName } from '../../transcript/model-name.ts';
import { ServerHealth } from './server-row.ts';

const name = z.string().max(100);

export const ServerParts = z.strictObject({
  /** Whether it takes jobs and requests. */
  agent: z.strictObject({ ready: z.boolean() }),
  /** Whether its model is loaded; where it runs is known from then on. */
  engine: z.strictObject({
    ready: z.boolean(),
    model: ModelName,
    device: name.optional(),
    computeType: name.optional(),
  }),
  analysis: z.strictObject({
    /** Whether an analysis that is asked for now would be worked on. */
    ready: z.boolean(),
    /** Whether the machine has a program for language models. */
    available: z.boolean(),
    /** Whether its process is there: from the first analysis on. */
    running: z.boolean(),
    model: ModelName.optional(),
    /** Name and version. */
    program: z.string().optional(),
    /** Why it is not ready. */
    because: z.string().optional(),
  }),
});
export type ServerParts = z.infer<typeof ServerParts>;

export const ServerStatus = z.strictObject({
  ...ServerHealth.shape,
  parts: ServerParts,
  /** The plan by which both models have their place in the memory of the machine's card. */
  memory: MemoryPlan.optional(),
  gpu: AnalysisProgress.shape.gpu,
});
export type ServerStatus = z.infer<typeof ServerStatus>;
