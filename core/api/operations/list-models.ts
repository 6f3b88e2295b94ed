import { OpenAiModelList } from '../openai.ts';
import type { Route } from '../operation.ts';

export const listModelsRoute = {
  method: 'GET',
  path: '/v1/models',
  summary: "Lists the models, as OpenAI's API does.",
  caller: 'jobs:read',
  problemsAs: 'openai',
  answers: { 200: { means: 'All models.', json: OpenAiModelList } },
  problems: [],
} as const satisfies Route;
