import { existsSync, readFileSync } from 'node:fs';
import * as z from 'zod';
import { ACCOUNT } from '../connection.ts';
import { Ec2Error } from './ec2-error.ts';
import { filterInstances, zFilters } from './filters.ts';
import { consoleLog, type Instance } from './instance.ts';
import { reservationsXml, stateXml } from './instance-xml.ts';
import { read, zFlag } from './query.ts';
import { spotPriceHistory } from './spot-prices.ts';
import type { VisibleInstances } from './visible-instances.ts';
import { answerXml, type Xml } from './xml.ts';

const CONSOLE_BYTES = 64 * 1024;

const zSelection = z.object({
  InstanceId: z.array(z.string()).default([]),
  Filter: zFilters,
  MaxResults: z.coerce.number().int().min(5).max(1000).optional(),
  NextToken: z.coerce.number().int().default(0),
  IncludeAllInstances: zFlag,
});

type Selection = z.infer<typeof zSelection>;

interface Page {
  readonly instances: readonly Instance[];
  readonly nextToken: number | undefined;
}

function select(visible: VisibleInstances, selection: Selection): Page {
  const ids = selection.InstanceId;
  const among = ids.length > 0 ? visible.require(ids) : visible.all();
  const found = filterInstances(among, selection.Filter);
  const end = selection.NextToken + (selection.MaxResults ?? 1000);
  return {
    instances: found.slice(selection.NextToken, end),
    nextToken: end < found.length ? end : undefined,
  };
}

export function describeInstances(fields: URLSearchParams, visible: VisibleInstances): string {
  const { instances, nextToken } = select(visible, read(zSelection, fields));
  const reservationSet = reservationsXml(instances, ACCOUNT);
  return answerXml('DescribeInstances', { reservationSet, nextToken });
}

/** Running instances only, unless IncludeAllInstances is set. */
export function describeInstanceStatus(fields: URLSearchParams, visible: VisibleInstances): string {
  const selection = read(zSelection, fields);
  const { instances, nextToken } = select(visible, selection);
  const wanted = instances.filter((i) => selection.IncludeAllInstances || i.state === 'running');
  return answerXml('DescribeInstanceStatus', {
    instanceStatusSet: wanted.map(statusXml),
    nextToken,
  });
}

function statusXml(instance: Instance): Xml {
  const health = { status: instance.state === 'running' ? 'ok' : 'not-applicable' };
  return {
    instanceId: instance.id,
    availabilityZone: instance.zone,
    instanceState: stateXml(instance.state),
    instanceStatus: health,
    systemStatus: health,
  };
}

const zAttribute = z.object({ InstanceId: z.string(), Attribute: z.string() });

export function describeInstanceAttribute(
  fields: URLSearchParams,
  visible: VisibleInstances,
): string {
  const { InstanceId, Attribute } = read(zAttribute, fields);
  const [instance] = visible.require([InstanceId]);
  const values: Record<string, string | undefined> = {
    userData: instance && Buffer.from(instance.userData).toString('base64'),
    instanceInitiatedShutdownBehavior: instance?.onGuestShutdown,
    instanceType: instance?.type,
    disableApiTermination: 'false',
  };
  if (!(Attribute in values)) {
    throw new Ec2Error(
      'InvalidParameterValue',
      `Value (${Attribute}) for parameter attribute is invalid.`,
    );
  }
  return answerXml('DescribeInstanceAttribute', {
    instanceId: InstanceId,
    [Attribute]: { value: values[Attribute] },
  });
}

/** Last 64 KiB of the user data's output, in base64. */
export function getConsoleOutput(fields: URLSearchParams, visible: VisibleInstances): string {
  const { InstanceId } = read(z.object({ InstanceId: z.string() }), fields);
  const [instance] = visible.require([InstanceId]);
  const file = instance && consoleLog(instance);
  const text = file && existsSync(file) ? readFileSync(file).subarray(-CONSOLE_BYTES) : '';
  return answerXml('GetConsoleOutput', {
    instanceId: InstanceId,
    timestamp: new Date().toISOString(),
    output: Buffer.from(text).toString('base64'),
  });
}

export function describeSpotPriceHistory(fields: URLSearchParams, region: string): string {
  const { InstanceType } = read(
    z.object({ InstanceType: z.array(z.string()).default([]) }),
    fields,
  );
  return answerXml('DescribeSpotPriceHistory', {
    spotPriceHistorySet: spotPriceHistory(InstanceType, region),
  });
}
