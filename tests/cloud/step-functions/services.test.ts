import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, describe, expect } from 'vitest';
import { catching, machine, only, type State } from '../fixture/asl.ts';
import { check } from '../fixture/checks.ts';
import { IMAGE, sharedFixture } from '../fixture/stack.ts';
import { FIXTURE } from '../fixture/template.ts';
import { until } from '../../support/until.ts';
import { Workflows } from '../fixture/workflows.ts';

const fixture = await sharedFixture();
const workflows = new Workflows(fixture);
const neighbour = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json').end('{"from":"neighbour"}');
});
await new Promise<void>((resolve) => neighbour.listen(0, '127.0.0.1', resolve));
afterAll(() => {
  neighbour.close();
});

/** A call of another service. */
function service(name: string, Parameters: State, more: State = {}): State {
  return { Type: 'Task', Resource: `arn:aws:states:::${name}`, Parameters, ...more };
}

describe('a workflow calls', () => {
  check('a function through lambda:invoke', async () => {
    const Parameters = { FunctionName: fixture.output('FunctionArn'), Payload: { 'a.$': '$.a' } };
    const ResultSelector = { 'echoed.$': '$.Payload.echoed' };
    const task = service('lambda:invoke', Parameters, { ResultSelector });
    expect((await workflows.run(only(task), { a: 1 })).output).toEqual({ echoed: { a: 1 } });
  });

  check('SQS, EventBridge and the parameter store', async () => {
    const Entries = [{ Source: 'fixture', DetailType: 'told', Detail: { by: 'the workflow' } }];
    const definition = machine({
      Send: service(
        'sqs:sendMessage',
        { QueueUrl: fixture.output('QueueUrl'), MessageBody: 'hej' },
        { ResultPath: '$.sent', Next: 'Publish' },
      ),
      Publish: service(
        'events:putEvents',
        { Entries },
        { ResultPath: '$.published', Next: 'Read' },
      ),
      Read: service(
        'aws-sdk:ssm:getParameter',
        { Name: FIXTURE.imageParameter },
        { ResultPath: '$.read', End: true },
      ),
    });
    const { output } = await workflows.run(definition);
    expect(output).toMatchObject({
      sent: { MessageId: expect.any(String) },
      read: { Parameter: { Value: IMAGE } },
    });
    await until('the event', () =>
      fixture.aws.functionLog(FIXTURE.function).includes('the workflow'),
    );
  });

  check('an HTTP endpoint', async () => {
    const { port } = neighbour.address() as AddressInfo;
    const task = service('http:invoke', {
      ApiEndpoint: `http://127.0.0.1:${port}/`,
      Method: 'GET',
    });
    const { output } = await workflows.run(only(task));
    expect(output).toMatchObject({ StatusCode: 200, ResponseBody: { from: 'neighbour' } });
  });
});

describe('a workflow starts another', () => {
  check('and waits for its output', async () => {
    const StateMachineArn = await workflows.create(only({ Type: 'Pass', Result: { z: 1 } }));
    const Parameters = { StateMachineArn, Input: {} };
    const task = service('states:startExecution.sync:2', Parameters, {
      ResultSelector: { 'output.$': '$.Output' },
    });
    const after = { Type: 'Pass', End: true };
    const { output } = await workflows.run(
      machine({ Child: { ...task, Next: 'After' }, After: after }),
    );
    expect(output).toEqual({ output: { z: 1 } });
  });

  check('and goes on', async () => {
    const StateMachineArn = await workflows.create(only({ Type: 'Wait', Seconds: 20 }));
    const task = service('states:startExecution', { StateMachineArn, Input: {} });
    const { output } = await workflows.run(only(task));
    expect(output).toMatchObject({ ExecutionArn: expect.stringContaining(':execution:') });
  });

  check("and catches the other's failure", async () => {
    const child = machine({ F: { Type: 'Fail', Error: 'ChildFailed' } });
    const StateMachineArn = await workflows.create(child);
    const task = service('states:startExecution.sync:2', { StateMachineArn, Input: {} });
    const { output } = await workflows.run(catching(task, 'States.TaskFailed'));
    expect(output['caught']).toMatchObject({ Error: 'States.TaskFailed' });
  });
});

describe('a workflow calls EC2', () => {
  check('to launch, and to terminate', async () => {
    const fleet = {
      Type: 'instant',
      'ClientToken.$': '$$.Execution.Name',
      TargetCapacitySpecification: { TotalTargetCapacity: 1, DefaultTargetCapacityType: 'spot' },
      LaunchTemplateConfigs: [
        {
          LaunchTemplateSpecification: {
            LaunchTemplateName: FIXTURE.launchTemplate,
            Version: '$Latest',
          },
          Overrides: [{ InstanceType: 'g4dn.xlarge', ImageId: IMAGE }],
        },
      ],
    };
    const Retry = [{ ErrorEquals: ['Ec2.Ec2Exception'], IntervalSeconds: 1, MaxAttempts: 5 }];
    const definition = machine({
      Launch: service('aws-sdk:ec2:createFleet', fleet, { Next: 'Terminate' }),
      Terminate: service(
        'aws-sdk:ec2:terminateInstances',
        { 'InstanceIds.$': '$.Instances[0].InstanceIds' },
        { Retry, End: true },
      ),
    });
    const { status, cause } = await workflows.run(definition);
    expect({ status, cause }).toEqual({ status: 'SUCCEEDED', cause: undefined });
    await until('its end', () =>
      fixture.aws.ec2.host.all().every(({ state }) => state === 'terminated'),
    );
  });
});
