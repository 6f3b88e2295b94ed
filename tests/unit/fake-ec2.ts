/** EC2's side of a launch, at the border of the SDK: tokens, instances, and answers that get lost. */
import {
  CreateFleetCommand,
  DescribeInstancesCommand,
  EC2ServiceException,
  type CreateFleetCommandInput,
  type CreateFleetResult,
  type DescribeInstancesResult,
} from '@aws-sdk/client-ec2';

export const ANSWERS = ['launch', 'launch-and-lose', 'no-capacity', 'quota', 'throttle'] as const;
export type Answer = (typeof ANSWERS)[number];

export class FakeEc2 {
  /** Every request for an instance, in order. */
  readonly asked: CreateFleetCommandInput[] = [];
  readonly launched: string[] = [];
  readonly #answers: Answer[];
  readonly #byToken = new Map<string, { request: string; answer: CreateFleetResult }>();

  /** @param answers one for each request with a new token; then it launches */
  constructor(answers: readonly Answer[]) {
    this.#answers = [...answers];
  }

  async send(command: unknown): Promise<CreateFleetResult | DescribeInstancesResult> {
    return Promise.resolve().then(() => this.#answer(command));
  }

  #answer(command: unknown): CreateFleetResult | DescribeInstancesResult {
    if (command instanceof CreateFleetCommand) return this.#createFleet(command.input);
    // Eventually consistent, and here never in time: only the token finds what was launched.
    if (command instanceof DescribeInstancesCommand) return { Reservations: [] };
    throw new TypeError('the fake does not know this command');
  }

  #createFleet(input: CreateFleetCommandInput): CreateFleetResult {
    this.asked.push(input);
    const { ClientToken: token = '', ...parameters } = input;
    const request = JSON.stringify(parameters);
    const known = this.#byToken.get(token);
    if (known && known.request !== request) throw refusal('IdempotentParameterMismatch', 400);
    if (known) return known.answer;
    const answer = this.#answers.shift() ?? 'launch';
    if (answer === 'throttle') throw refusal('RequestLimitExceeded', 503);
    const result = this.#answerOf(answer, input);
    this.#byToken.set(token, { request, answer: result });
    if (answer === 'launch-and-lose') throw Object.assign(new Error(), { code: 'ECONNRESET' });
    return result;
  }

  #answerOf(answer: Answer, input: CreateFleetCommandInput): CreateFleetResult {
    if (answer === 'no-capacity') return { Errors: [{ ErrorCode: 'UnfulfillableCapacity' }] };
    if (answer === 'quota') return { Errors: [{ ErrorCode: 'MaxSpotInstanceCountExceeded' }] };
    const id = `i-${this.launched.length.toString().padStart(17, '0')}`;
    this.launched.push(id);
    const market = input.TargetCapacitySpecification?.DefaultTargetCapacityType;
    const Lifecycle = market === 'on-demand' ? 'on-demand' : 'spot';
    const InstanceType = input.LaunchTemplateConfigs?.[0]?.Overrides?.[0]?.InstanceType;
    return { Instances: [{ InstanceIds: [id], InstanceType, Lifecycle }] };
  }
}

function refusal(name: string, httpStatusCode: number): EC2ServiceException {
  return new EC2ServiceException({ name, $fault: 'client', $metadata: { httpStatusCode } });
}
