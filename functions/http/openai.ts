/** Converts problems to OpenAI's error format. */
import type {
  APIGatewayProxyEventV2,
  APIGatewayProxyStructuredResultV2,
  Context,
} from 'aws-lambda';
import { openAiError, openAiNames, openAiStatus } from '../../core/api/openai.ts';
import { Problem } from '../../core/api/problems.ts';
import { HttpProblem } from './problem.ts';

type Handler = (
  event: APIGatewayProxyEventV2,
  context: Context,
) => Promise<APIGatewayProxyStructuredResultV2>;

/** Wraps a handler that answers with RFC 9457 problems. */
export function likeOpenAi(handler: Handler): Handler {
  return async (event, context) => {
    const result = await handler(event, context);
    const { headers = {}, body = '' } = result;
    if (headers['content-type'] !== 'application/problem+json') return result;
    const problem = Problem.parse(JSON.parse(body));
    return {
      ...result,
      statusCode: openAiStatus(problem.status),
      headers: { ...headers, 'content-type': 'application/json' },
      body: JSON.stringify(openAiError(problem)),
    };
  };
}

export function unknownModel(name: string, models: readonly string[]): HttpProblem {
  return new HttpProblem(
    'not-found',
    `The model "${name.slice(0, 100)}" does not exist. There are: ${openAiNames(models).join(', ')}.`,
    [{ path: 'model', message: 'this model is not known' }],
  );
}
