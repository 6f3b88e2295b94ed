import * as z from 'zod';
import { OpenAiModelView } from '../openai.ts';
import type { Operation } from '../operation.ts';

export const getModelOperation = {
  method: 'GET',
  path: '/v1/models/{model}',
  summary: "Tells of one model, as OpenAI's API does.",
  caller: 'jobs:read',
  problemsAs: 'openai',
  parameters: z.object({ model: z.string().max(100) }),
  answers: { 200: { means: 'The model.', json: OpenAiModelView } },
  problems: [],
} as const satisfies Operation;
