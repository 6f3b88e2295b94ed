/** GET /v1/models/{model} */
import { readConfig } from '../../core/config.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { openAiModel, OPENAI_MODELS } from '../../core/openai.ts';
import { getModelRoute } from '../../core/routes/get-model.ts';
import { likeOpenAi, unknownModel } from '../http/openai.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig(['jobsTable']);
const jobs = new JobStore(config.jobsTable);

export const handler = likeOpenAi(
  keyRoute(getModelRoute, jobs, ({ event }) => {
    const name = event.pathParameters?.['model'] ?? '';
    if (!OPENAI_MODELS.includes(name)) throw unknownModel(name);
    return { status: 200, body: openAiModel(name) };
  }),
);
