import path from 'node:path';
import { CreateTagsCommand, EC2Client } from '@aws-sdk/client-ec2';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { SSMClient } from '@aws-sdk/client-ssm';
import { STSClient } from '@aws-sdk/client-sts';
import type { Connection } from '../connection.ts';
import type { Watchdog } from '../watchdog.ts';
import { callOf } from './calls.ts';
import {
  AccountSettings,
  describeInstanceTypeOfferings,
  describeInstanceTypes,
  getEbsDefaultKmsKeyId,
} from './account-settings.ts';
import { Catalog } from './catalog.ts';
import {
  createTags,
  deleteTags,
  runInstances,
  terminateInstances,
  type TaggedById,
} from './change.ts';
import { createFleet, type LaunchTools } from './create-fleet.ts';
import * as describe from './describe.ts';
import { Faults } from './faults.ts';
import { Gateway, type Action } from './gateway.ts';
import { InstanceHost } from './host.ts';
import * as imageActions from './image-actions.ts';
import type { KeepTags } from './image-actions.ts';
import { RegisteredImages, type ImageSource } from './images.ts';
import { Idempotency } from './idempotency.ts';
import { RoleCredentialsSource } from './role-credentials.ts';
import { StateEvents } from './state-events.ts';
import { VisibleInstances } from './visible-instances.ts';

export interface Ec2Options {
  readonly connection: Connection;
  readonly directory: string;
  /** Machine images available from the start. */
  readonly images: readonly ImageSource[];
  readonly watchdog: Watchdog;
  readonly onProblem: (line: string) => void;
  /** Milliseconds for which a new instance is NotFound. */
  readonly notFoundMs?: number | undefined;
}

/** The EC2 of one cloud: its gateway, its instances, its faults. */
export interface Ec2 {
  readonly gateway: Gateway;
  readonly host: InstanceHost;
  readonly faults: Faults;
  readonly images: RegisteredImages;
  readonly account: AccountSettings;
  close(): Promise<void>;
}

const NOT_FOUND_MS = 200;

export async function startEc2(options: Ec2Options): Promise<Ec2> {
  const { connection, onProblem } = options;
  const clients = makeClients(connection);
  const account = new AccountSettings(connection.region);
  const faults = new Faults();
  const images = new RegisteredImages(path.join(options.directory, '.images'), options.images);
  const events = new StateEvents(clients.events, {
    isLost: (instance) => faults.losesEvent(instance),
    onFailure: (error) => onProblem(`an instance event was not delivered: ${String(error)}`),
  });
  const host: InstanceHost = new InstanceHost({
    ...options,
    images,
    cloudEndpoint: connection.endpoint,
    credentials: new RoleCredentialsSource(clients.sts),
    events,
    faults,
    onLaunch: ({ id, tags }) =>
      void mirrorTags(clients.ec2, id, tags).catch((error: unknown) => onProblem(String(error))),
    powerUrl: (id) => gateway.powerUrl(id),
  });
  const tools: LaunchTools = {
    catalog: new Catalog(clients, images, connection.region),
    faults,
    host,
  };
  const visible = new VisibleInstances(host, options.notFoundMs ?? NOT_FOUND_MS);
  const gateway: Gateway = await Gateway.start({
    actions: {
      ...instanceActions(tools, visible),
      ...imageAndTagActions(images, visible, (id, tags) => mirrorTags(clients.ec2, id, tags)),
      ...accountActions(account),
    },
    faults,
    callOf: (fields) => callOf(fields, host),
    power: (id, program, args) => host.power(id, program, args),
  });
  const close = async () => {
    events.close();
    host.close();
    await gateway.close();
  };
  return { gateway, host, faults, images, account, close };
}

function makeClients(connection: Connection) {
  return {
    // The emulator recognises the host's own calls by this user agent and does not forward them.
    ec2: new EC2Client({ ...connection, customUserAgent: 'instance-host' }),
    events: new EventBridgeClient(connection),
    iam: new IAMClient(connection),
    ssm: new SSMClient(connection),
    sts: new STSClient(connection),
  };
}

/** Copies tags to the emulator, which evaluates aws:ResourceTag conditions against its own. */
async function mirrorTags(ec2: EC2Client, id: string, tags: Record<string, string>): Promise<void> {
  const Tags = Object.entries(tags)
    .filter(([key]) => !key.startsWith('aws:'))
    .map(([Key, Value]) => ({ Key, Value }));
  if (Tags.length > 0) await ec2.send(new CreateTagsCommand({ Resources: [id], Tags }));
}

function instanceActions(tools: LaunchTools, visible: VisibleInstances): Record<string, Action> {
  const tokens = new Idempotency();
  return {
    CreateFleet: (fields) => tokens.once(fields, () => createFleet(fields, tools)),
    RunInstances: (fields) => tokens.once(fields, () => runInstances(fields, tools)),
    TerminateInstances: (fields) => terminateInstances(fields, tools.host, visible),
    DescribeInstances: (fields) => describe.describeInstances(fields, visible),
    DescribeInstanceStatus: (fields) => describe.describeInstanceStatus(fields, visible),
    DescribeInstanceAttribute: (fields) => describe.describeInstanceAttribute(fields, visible),
    GetConsoleOutput: (fields) => describe.getConsoleOutput(fields, visible),
  };
}

function accountActions(account: AccountSettings): Record<string, Action> {
  return {
    DescribeInstanceTypeOfferings: (fields) => describeInstanceTypeOfferings(fields, account),
    DescribeInstanceTypes: (fields) => describeInstanceTypes(fields, account),
    DescribeSpotPriceHistory: (fields) => describe.describeSpotPriceHistory(fields, account.region),
    GetEbsDefaultKmsKeyId: () => getEbsDefaultKmsKeyId(account),
  };
}

/** Actions on images and snapshots, and tagging of these and of instances. */
function imageAndTagActions(
  images: RegisteredImages,
  visible: VisibleInstances,
  keepTags: KeepTags,
): Record<string, Action> {
  const tagged: TaggedById = (ids) =>
    ids.flatMap((id): ReturnType<TaggedById> => {
      const kept = images.tagged(id);
      return kept ? [kept] : visible.require([id]);
    });
  return {
    CreateImage: (fields) => imageActions.createImage(fields, images, { visible, keepTags }),
    DescribeImages: (fields) => imageActions.describeImages(fields, images),
    DeregisterImage: (fields) => imageActions.deregisterImage(fields, images),
    DescribeSnapshots: (fields) => imageActions.describeSnapshots(fields, images),
    DeleteSnapshot: (fields) => imageActions.deleteSnapshot(fields, images),
    CreateTags: (fields) => createTags(fields, tagged),
    DeleteTags: (fields) => deleteTags(fields, tagged),
  };
}
