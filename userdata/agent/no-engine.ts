/** In place of an engine, for a job that hears nothing. */
import type { JobEngine } from './job-engine.ts';

export const noEngine: JobEngine = {
  modelReady: undefined,
  outcome: new Promise(() => undefined),
  useModel: () => undefined,
  whenReady: () => undefined,
  transcribe: () => Promise.reject(new TypeError('This job hears nothing.')),
  kill: () => undefined,
};
