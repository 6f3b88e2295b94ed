/** POST /deliveries/{id}/replay */
import { DeliveryStore } from '../../core/aws/delivery-store.ts';
import { EndpointStore } from '../../core/aws/endpoint-store.ts';
import { JobsTable } from '../../core/aws/jobs-table.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { readConfig } from '../../core/config.ts';
import { viewOfDelivery } from '../../core/webhooks/delivery.ts';
import { DeliveryId } from '../../core/webhooks/delivery-id.ts';
import { replayDeliveryRoute } from '../../core/routes/replay-delivery.ts';
import { NotReplayable, replayDelivery } from '../../core/steps/replay.ts';
import { keyRoute } from '../http/route.ts';
import { idIn, notThere, refusedBy } from '../http/webhook.ts';

const config = readConfig(['jobsTable', 'deliveryStateMachineArn']);
const table = new JobsTable(config.jobsTable);
const using = {
  ...config,
  endpoints: new EndpointStore(table),
  deliveries: new DeliveryStore(table),
  workflow: new Workflow(),
};

export const handler = keyRoute(replayDeliveryRoute, table, async ({ event, owner }) => {
  const asked = { deliveryId: idIn(event, DeliveryId), owner };
  const delivery = await replayDelivery(asked, using).catch(refusedBy(NotReplayable));
  if (!delivery) throw notThere();
  return { status: 202, body: viewOfDelivery(delivery) };
});
