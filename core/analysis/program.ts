/**
 * The program beside the engine that runs a language model: a server of OpenAI's chat protocol on
 * loopback. An image has at most one, in `/opt/spotscribe/analysis`, described by `program.json` there.
 */
import * as z from 'zod';
import { ModelName } from '../transcript/model-name.ts';

const bytes = z.int().min(0);

export const AnalysisProgram = z.object({
  /** `llama.cpp`, `vllm`, `voxtral`, or another that speaks the protocol. */
  name: z.string().max(40),
  version: z.string().max(60),
  /** Name under which jobs ask for the model, and under which the server knows it. */
  model: ModelName,
  /** File or folder of the weights, relative to the folder of program.json. */
  modelPath: z.string(),
  /** SHA-256 of each file of the weights, by path relative to the same folder. */
  files: z.record(z.string(), z.string().regex(/^[0-9a-f]{64}$/)),
  /** Languages that the model's makers list; empty: not stated. */
  languages: z.array(z.string()),
  /** Whether it takes audio (`input_audio`) beside text. */
  hears: z.boolean(),
  /** Tokens of prompt and answer together, for one question. */
  contextTokens: z.int().min(512),
  /**
   * Program and arguments; `{home}` is the folder of program.json, `{port}`, `{model}`, `{context}` and
   * `{device}` (`cpu` or `cuda`) are filled in. Nothing of a job is in it.
   */
  command: z.array(z.string()).min(1),
  environment: z.record(z.string(), z.string()).default({}),
  /** For the plan of GPU memory. */
  memory: z.object({
    weightsBytes: bytes,
    /** Keys and values of one token of context, over all layers. */
    cacheBytesPerToken: bytes,
    /** Buffers beside weights and cache. */
    workspaceBytes: bytes,
  }),
});
export type AnalysisProgram = z.infer<typeof AnalysisProgram>;
