/** GET /v1/models */
import { readConfig } from '../../core/config.ts';
import { JobsTable } from '../../core/aws/jobs-table.ts';
import { openAiModel, openAiNames } from '../../core/openai.ts';
import { listModelsRoute } from '../../core/routes/list-models.ts';
import { likeOpenAi } from '../http/openai.ts';
import { keyRoute } from '../http/route.ts';

const config = readConfig(['jobsTable', 'models']);
const table = new JobsTable(config.jobsTable);

export const handler = likeOpenAi(
  keyRoute(listModelsRoute, table, () => ({
    status: 200,
    body: { object: 'list', data: openAiNames(config.models).map(openAiModel) },
  })),
);
