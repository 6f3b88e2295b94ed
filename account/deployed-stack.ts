/** A stage's stack, as CloudFormation knows it. */
import {
  CloudFormationServiceException,
  DescribeStacksCommand,
  type CloudFormationClient,
} from '@aws-sdk/client-cloudformation';

export interface DeployedStack {
  /** False if CloudFormation does not say whether there is a stack. */
  readonly isKnown: boolean;
  /** CloudFormation's status; undefined without a stack. */
  readonly status: string | undefined;
  readonly parameters: Readonly<Record<string, string>>;
  readonly outputs: Readonly<Record<string, string>>;
}

export async function stackOf(stage: string, client: CloudFormationClient): Promise<DeployedStack> {
  const StackName = `spotscribe-${stage}`;
  try {
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({ StackName }));
    const { StackStatus, Parameters = [], Outputs = [] } = Stacks[0] ?? {};
    const parameters = Object.fromEntries(
      Parameters.map(({ ParameterKey = '', ParameterValue = '' }) => [
        ParameterKey,
        ParameterValue,
      ]),
    );
    const outputs = Object.fromEntries(
      Outputs.map(({ OutputKey = '', OutputValue = '' }) => [OutputKey, OutputValue]),
    );
    return { isKnown: true, status: StackStatus, parameters, outputs };
  } catch (error) {
    // CloudFormation has no error code of its own for a missing stack.
    const isMissing =
      error instanceof CloudFormationServiceException && /does not exist/.test(error.message);
    return { isKnown: isMissing, status: undefined, parameters: {}, outputs: {} };
  }
}
