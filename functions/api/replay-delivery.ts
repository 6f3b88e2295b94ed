/** POST /deliveries/{id}/replay */
import { DeliveryStore } from '../../core/aws/dynamodb/delivery-store.ts';
import { EndpointStore } from '../../core/aws/dynamodb/endpoint-store.ts';
import { OwnerShares } from '../../core/aws/dynamodb/owner-shares.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { readConfig } from '../../core/base/config.ts';
import { viewOfDelivery } from '../../core/webhooks/delivery.ts';
import { DeliveryId } from '../../core/webhooks/delivery-id.ts';
import { replayDeliveryOperation } from '../../core/api/operations/replay-delivery.ts';
import { NotReplayable, replayDelivery, SentNow } from '../../core/steps/webhooks/replay.ts';
import { keyHandler } from '../http/handler.ts';
import { idIn, notThere, refusedBy } from '../http/webhook.ts';

const config = readConfig(['jobsTable', 'deliveryStateMachineArn']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  endpoints: new EndpointStore(table),
  shares: new OwnerShares(table),
  deliveries: new DeliveryStore(table),
  workflow: new Workflow(),
};

export const handler = keyHandler(replayDeliveryOperation, table, async ({ event, owner }) => {
  const asked = { deliveryId: idIn(event, DeliveryId), owner };
  const delivery = await replayDelivery(asked, using).catch(refusedBy(NotReplayable, SentNow));
  if (!delivery) throw notThere();
  return { status: 202, body: viewOfDelivery(delivery) };
});
