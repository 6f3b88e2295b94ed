/** $default: all unknown paths. */
import { isOpenAiPath } from '../../core/api/openai.ts';
import { likeOpenAi } from '../http/openai.ts';
import { HttpProblem } from '../http/problem.ts';
import { answering } from '../http/handler.ts';

const notFound = answering((event) => {
  throw new HttpProblem(
    'not-found',
    `There is no route ${event.requestContext.http.method} ${event.rawPath}.`,
  );
});

const likeOpenAiNotFound = likeOpenAi(notFound);

export const handler: typeof likeOpenAiNotFound = (event, context) =>
  isOpenAiPath(event.rawPath) ? likeOpenAiNotFound(event, context) : notFound(event, context);
