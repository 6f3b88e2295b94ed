/** docs/costs.md, "Between jobs": what it counts is what the packaged template has. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { PROJECT } from '../../computer/project.ts';
import { ofType, packagedTemplate, withoutEndpoint, type Resources } from './template.ts';

/** Cost nothing while nothing happens. */
const FREE = [
  ...['AWS::ApiGatewayV2::Api', 'AWS::ApiGatewayV2::Integration', 'AWS::ApiGatewayV2::Route'],
  ...['AWS::ApiGatewayV2::Authorizer', 'AWS::ApiGatewayV2::Stage'],
  ...['AWS::Lambda::EventInvokeConfig', 'AWS::Lambda::Permission'],
  ...['AWS::EC2::InternetGateway', 'AWS::EC2::LaunchTemplate', 'AWS::EC2::Route'],
  ...['AWS::EC2::RouteTable', 'AWS::EC2::SecurityGroup', 'AWS::EC2::Subnet', 'AWS::EC2::VPC'],
  ...['AWS::EC2::SubnetRouteTableAssociation', 'AWS::EC2::VPCGatewayAttachment'],
  ...['AWS::IAM::InstanceProfile', 'AWS::IAM::Policy', 'AWS::IAM::Role', 'AWS::SQS::Queue'],
  ...['AWS::S3::BucketPolicy', 'AWS::SNS::Subscription', 'AWS::SNS::Topic'],
  // Fourteen million invocations a month are free.
  'AWS::Scheduler::Schedule',
  ...['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy', 'AWS::StepFunctions::StateMachine'],
];
/** Have a row of the table, or are free as the test says. */
const COUNTED = [
  ...['AWS::CloudWatch::Alarm', 'AWS::CloudWatch::Dashboard', 'AWS::DynamoDB::Table'],
  ...['AWS::EC2::VPCEndpoint', 'AWS::Events::Rule', 'AWS::Lambda::EventSourceMapping'],
  ...['AWS::Lambda::Function', 'AWS::Logs::LogGroup', 'AWS::S3::Bucket'],
];
const MINUTES_OF_A_MONTH = 30 * 24 * 60;

let resources: Resources;
const page = readFileSync(path.join(PROJECT, 'docs/costs.md'), 'utf8');
const rows = (page.split('\n## Between jobs\n')[1]?.split('\n## ')[0] ?? '')
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split('|').map((cell) => cell.trim()));
beforeAll(async () => {
  // An endpoint is extra: docs/costs.md says what it costs.
  resources = withoutEndpoint((await packagedTemplate()).resources);
});

/** Cells of the row whose first begins so. */
function row(beginning: string): { quantity: string; usd: string } {
  const found = rows.find(([, what = '']) => what.startsWith(beginning));
  if (!found) throw new Error(`docs/costs.md has no row "${beginning}"`);
  return { quantity: found[2] ?? '', usd: found[4] ?? '' };
}

test('alarms', () => {
  expect(Number(row('alarms').quantity)).toBe(ofType(resources, 'AWS::CloudWatch::Alarm').length);
});

test('dashboards', () => {
  const all = ofType(resources, 'AWS::CloudWatch::Dashboard');
  expect(Number(row('dashboard').quantity)).toBe(all.length);
});

test('metrics, by their names', () => {
  const core = path.join(PROJECT, 'core');
  const files = readdirSync(core, { recursive: true, encoding: 'utf8' });
  const sources = files.filter((file) => file.endsWith('.ts'));
  const written = sources.flatMap((file) => {
    const calls = readFileSync(path.join(core, file), 'utf8').matchAll(
      /writeCounts\(\w+, \{(.*?)\}/g,
    );
    return [...calls].flatMap(([, names = '']) => names.match(/[A-Z]\w+/g) ?? []);
  });
  const listed = rows.filter(([, what = '']) => what.startsWith('metric'));
  const named = listed.flatMap(([, what = '']) => what.match(/(?<=`)\w+/g) ?? []);
  expect(written.length).toBeGreaterThan(0);
  expect(named.sort()).toEqual(written.sort());
});

test('invocations by schedules', () => {
  const rates = ofType(resources, 'AWS::Events::Rule').flatMap(([, { ScheduleExpression }]) =>
    typeof ScheduleExpression === 'string' ? [ScheduleExpression] : [],
  );
  const each = rates.map(
    (rate) => MINUTES_OF_A_MONTH / Number(/^rate\((\d+) minutes?\)$/.exec(rate)?.[1]),
  );
  const listed = rows.filter(([, what = '']) => what.startsWith('invocations'));
  const invocations = listed.map(([, , quantity = '']) =>
    Number(/^[\d,]+(?=, )/.exec(quantity)?.[0].replaceAll(',', '')),
  );
  const sum = (numbers: readonly number[]) => numbers.reduce((all, one) => all + one, 0);
  expect(sum(invocations)).toBe(sum(each));
});

test('polls of queues: five long polls at a time, of 20 seconds each', () => {
  const mappings = ofType(resources, 'AWS::Lambda::EventSourceMapping');
  const polls = mappings.length * 5 * (60 / 20) * MINUTES_OF_A_MONTH;
  const { quantity, usd } = row('polls');
  expect(quantity).toContain(polls.toLocaleString('en-US'));
  expect(Number(usd)).toBeCloseTo((polls / 1_000_000) * 0.4, 2);
});

test('nothing else that costs by the hour', () => {
  const types = Object.values(resources).map(({ Type }) => Type);
  const unknown = types.filter((type) => ![...FREE, ...COUNTED].includes(type));
  expect(unknown, 'What does it cost a month? Give it a row in docs/costs.md.').toEqual([]);
  const endpoints = ofType(resources, 'AWS::EC2::VPCEndpoint');
  expect(endpoints.filter(([, { VpcEndpointType }]) => VpcEndpointType !== 'Gateway')).toEqual([]);
});

test('and the sum', () => {
  const costs = rows.slice(2, -1).map(([, , , , usd = '']) => usd.split(' to ').map(Number));
  const ends = [0, -1].map((end) => costs.reduce((sum, usd) => sum + (usd.at(end) ?? NaN), 0));
  const [low, high] = ends.map((usd) => usd.toFixed(2));
  expect(row('**sum').usd).toBe(`**${low ?? ''} to ${high ?? ''}**`);
});
