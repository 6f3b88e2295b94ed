/** Answers with an error: problem details, or the form of OpenAI or SageMaker on their paths. */
import { isOpenAiPath, openAiError, openAiStatus } from '../../../core/api/openai.ts';
import { INVOCATIONS, invocationFailure } from '../hosting/invocation-answer.ts';
import { problemOf, type ServerProblem } from './problem.ts';

export interface ProblemAnswer {
  status: number;
  headers: Record<string, string>;
  body: string;
}

/** @param path of the request */
export function problemAnswer(error: ServerProblem, path: string): ProblemAnswer {
  const [problem, { more }] = [problemOf(error), error];
  const { status } = problem;
  const headers = {
    ...(status === 401 && { 'www-authenticate': 'Bearer' }),
    ...(more.retryAfter !== undefined && { 'retry-after': String(more.retryAfter) }),
  };
  const json = { 'content-type': 'application/json' };
  if (path === INVOCATIONS) {
    return { status, headers: json, body: JSON.stringify(invocationFailure(error)) };
  }
  if (!isOpenAiPath(path)) {
    const type = { 'content-type': 'application/problem+json' };
    return { status, headers: { ...type, ...headers }, body: JSON.stringify(problem) };
  }
  return {
    status: openAiStatus(status),
    headers: { ...json, ...headers },
    body: JSON.stringify(openAiError(problem)),
  };
}
