/**
 * $default: all unknown paths, and the preflights of browsers, which must get a 2xx: API Gateway adds
 * the CORS headers, if the origin is declared.
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
import { isOpenAiPath } from '../../core/api/openai.ts';
import { likeOpenAi } from '../http/openai.ts';
import { HttpProblem } from '../http/problem.ts';
import { answering } from '../http/handler.ts';

const notFound = answering((event) => {
  if (event.requestContext.http.method === 'OPTIONS') return { statusCode: 204 };
  throw new HttpProblem(
    'not-found',
    `There is no route ${event.requestContext.http.method} ${event.rawPath}.`,
  );
});

const likeOpenAiNotFound = likeOpenAi(notFound);

export const handler: typeof likeOpenAiNotFound = (event, context) =>
  isOpenAiPath(event.rawPath) ? likeOpenAiNotFound(event, context) : notFound(event, context);
