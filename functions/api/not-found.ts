/** $default: every path that is no route. */
import { HttpProblem } from '../http/problem.ts';
import { answering } from '../http/route.ts';

export const handler = answering((event) => {
  throw new HttpProblem(
    'not-found',
    `There is no route ${event.requestContext.http.method} ${event.rawPath}.`,
  );
});
