/** GET /v1/models */
import { readConfig } from '../../core/base/config.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { openAiModel, openAiNames } from '../../core/api/openai.ts';
import { listModelsRoute } from '../../core/api/operations/list-models.ts';
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
