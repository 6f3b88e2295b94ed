/** GET /v1/models/{model} */
import { readConfig } from '../../core/base/config.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { openAiModel, openAiNames } from '../../core/api/openai.ts';
import { getModelOperation } from '../../core/api/operations/get-model.ts';
import { likeOpenAi, unknownModel } from '../http/openai.ts';
import { keyHandler } from '../http/handler.ts';

const config = readConfig(['jobsTable', 'models']);
const table = new JobsTable(config.jobsTable);

export const handler = likeOpenAi(
  keyHandler(getModelOperation, table, ({ event }) => {
    const name = event.pathParameters?.['model'] ?? '';
    if (!openAiNames(config.models).includes(name)) throw unknownModel(name, config.models);
    return { status: 200, body: openAiModel(name) };
  }),
);
