import { OpenAiModelList } from '../openai.ts';
import type { Operation } from '../operation.ts';

export const listModelsOperation = {
  method: 'GET',
  path: '/v1/models',
  summary: "Lists the models, as OpenAI's API does.",
  caller: 'jobs:read',
  problemsAs: 'openai',
  answers: { 200: { means: 'All models.', json: OpenAiModelList } },
  problems: [],
} as const satisfies Operation;
