/** What the rehearsal of the container's recipe tells: how its program answered. */
import * as z from 'zod';
import { InvocationAnswer } from '../../core/machines/sagemaker/messages.ts';
import { Transcript } from '../../core/transcript/transcript.ts';
import { BuildFailed } from '../errors.ts';
import type { Rehearsable } from '../rehearse.ts';
import { MOST_WRONG_WORDS, wordErrorRate } from '../verdict.ts';

/** Output of ask_container.py. */
const Container = z.object({
  /** From the start of the program to the first 200 of /ping. */
  seconds: z.number(),
  /** Statuses of /ping before; 0 while nothing listened. */
  before: z.array(z.int()),
  /** User ids of the engine's processes. */
  engineUsers: z.array(z.int()).min(1),
  answer: InvocationAnswer,
  /** Status after SIGTERM. */
  exit: z.int(),
});
type Container = z.infer<typeof Container>;

export const CONTAINER: Rehearsable<Container> = {
  script: 'container/in-rehearsal.sh',
  parse: (told) => Container.parse(told),
};

/** @throws BuildFailed naming the fault */
export function containerLines(container: Container, expected: string): string[] {
  const { seconds, before, engineUsers, answer, exit } = container;
  const { text, model } = Transcript.parse(JSON.parse(answer.documents['transcript.json']));
  const { device, computeType } = answer.result.engine;
  const share = wordErrorRate(expected, text);
  const fault = [
    [share > MOST_WRONG_WORDS, `It heard "${text}" with ${model} where "${expected}" is said.`],
    [engineUsers.includes(0), 'The engine, which reads the audio, runs as root.'],
    [before.some((status) => status !== 0 && status !== 503), 'It did not answer /ping with 503.'],
    [exit !== 0, `It ended with status ${exit} after SIGTERM.`],
  ].find(([isWrong]) => isWrong);
  if (fault) throw new BuildFailed(`The container is not as it should be. ${String(fault[1])}`);
  return [
    `/ping answered with 200 after ${seconds.toFixed(1)} s.`,
    `/invocations heard "${text}" with ${model} on ${device} ${computeType}, in ${answer.result.engineSeconds.toFixed(1)} s.`,
    `The engine had the user ${engineUsers.join(', ')}, and SIGTERM ended the program with 0.`,
  ];
}
