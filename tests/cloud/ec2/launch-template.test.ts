import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, test } from 'vitest';
import {
  CreateLaunchTemplateCommand,
  CreateLaunchTemplateVersionCommand,
  EC2Client,
  type EC2ClientConfig,
} from '@aws-sdk/client-ec2';
import { PutParameterCommand, SSMClient } from '@aws-sdk/client-ssm';
import { createStack } from '../../../local/deploy.ts';
import { Fleets } from '../fixture/fleets.ts';
import { startFixture } from '../fixture/stack.ts';
import { FIXTURE } from '../fixture/template.ts';

const fixture = await startFixture();
const { aws } = fixture;
afterAll(fixture.stop);

const TEXT = '/fixture/text';
await new SSMClient(aws.connection).send(
  new PutParameterCommand({ Name: TEXT, Type: 'String', Value: 'ami-0123456789abcdef0' }),
);

/** Parameters that EC2 does not take, and a part of its answer. */
const REFUSED = [
  ['does not exist', '/nowhere', '/nowhere does not exist'],
  ['is text', TEXT, 'Unsupported data type text'],
] as const;

async function create(parameter: string, config: EC2ClientConfig = {}) {
  return new EC2Client({ ...aws.connection, maxAttempts: 1, ...config }).send(
    new CreateLaunchTemplateCommand({
      LaunchTemplateName: randomUUID(),
      LaunchTemplateData: { ImageId: `resolve:ssm:${parameter}` },
    }),
  );
}

describe('a launch template with an image parameter', () => {
  test('is made if the parameter has the type of images', async () => {
    const { LaunchTemplate } = await create(FIXTURE.imageParameter);
    expect(LaunchTemplate?.LaunchTemplateId).toMatch(/^lt-/);
  });

  test.each(REFUSED)('that %s is refused', async (_, parameter, why) => {
    await expect(create(parameter)).rejects.toMatchObject({
      name: 'SsmInvalidParameter',
      message: expect.stringContaining(why),
    });
  });

  test.each(REFUSED)('that %s is refused in a version, too', async (_, parameter, why) => {
    const version = new CreateLaunchTemplateVersionCommand({
      LaunchTemplateName: FIXTURE.launchTemplate,
      LaunchTemplateData: { ImageId: `resolve:ssm:${parameter}` },
    });
    await expect(new EC2Client(aws.connection).send(version)).rejects.toMatchObject({
      name: 'SsmInvalidParameter',
      message: expect.stringContaining(why),
    });
  });

  test.each(REFUSED)('that %s fails the stack', async (_, parameter, why) => {
    const stack = createStack(aws.connection, {
      stackName: `refused-${randomUUID()}`,
      template: {
        Resources: {
          Refused: {
            Type: 'AWS::EC2::LaunchTemplate',
            Properties: { LaunchTemplateData: { ImageId: `resolve:ssm:${parameter}` } },
          },
        },
      },
      artifacts: '',
      parameters: {},
    });
    await expect(stack).rejects.toThrow(why);
  });

  test('is refused to a caller who may not read the parameter', async () => {
    const session = await fixture.assume('fixture-template-maker', 'make');
    await expect(create(FIXTURE.imageParameter, session)).rejects.toMatchObject({
      name: 'SsmAccessDenied',
      message: expect.stringContaining('ssm:GetParameters'),
    });
  });
});

test('a launch by a text parameter has no instance', async () => {
  const { Errors } = await new Fleets(fixture).create({ image: `resolve:ssm:${TEXT}` });
  expect(Errors).toMatchObject([
    {
      ErrorCode: 'InvalidParameterValue',
      ErrorMessage: expect.stringContaining('data type aws:ec2:image'),
    },
  ]);
});
