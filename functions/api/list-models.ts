/** GET /v1/models */
import { readConfig } from '../../core/base/config.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { openAiModel, openAiNames } from '../../core/api/openai.ts';
import { listModelsOperation } from '../../core/api/operations/list-models.ts';
import { likeOpenAi } from '../http/openai.ts';
import { keyHandler } from '../http/handler.ts';

const config = readConfig(['jobsTable', 'models']);
const table = new JobsTable(config.jobsTable);

export const handler = likeOpenAi(
  keyHandler(listModelsOperation, table, () => ({
    status: 200,
    body: { object: 'list', data: openAiNames(config.models).map(openAiModel) },
  })),
);
