/** GET /v1/models */
import { readConfig } from '../../core/config.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { openAiModel, OPENAI_MODELS } from '../../core/openai.ts';
import { listModelsRoute } from '../../core/routes/list-models.ts';
import { likeOpenAi } from '../http/openai.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig(['jobsTable']);
const jobs = new JobStore(config.jobsTable);

export const handler = likeOpenAi(
  keyRoute(listModelsRoute, jobs, () => ({
    status: 200,
    body: { object: 'list', data: OPENAI_MODELS.map(openAiModel) },
  })),
);
