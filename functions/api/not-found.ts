/** $default: every path that is no route. */
import { HttpProblem } from '../http/problem.ts';
import { openRoute } from '../http/route.ts';

export const handler = openRoute((event) => {
  throw new HttpProblem(
    'not-found',
    `There is no route ${event.requestContext.http.method} ${event.rawPath}.`,
  );
});
