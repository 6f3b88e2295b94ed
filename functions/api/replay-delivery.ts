/** POST /deliveries/{id}/replay */
import { DeliveryStore } from '../../core/aws/delivery-store.ts';
import { EndpointStore } from '../../core/aws/endpoint-store.ts';
import { JobStore } from '../../core/aws/job-store.ts';
import { Workflow } from '../../core/aws/workflow.ts';
import { readConfig } from '../../core/config.ts';
import { viewOfDelivery } from '../../core/delivery.ts';
import { DeliveryId } from '../../core/delivery-id.ts';
import { replayDeliveryRoute } from '../../core/routes/replay-delivery.ts';
import { NotReplayable, replayDelivery } from '../../core/steps/replay.ts';
import { keyRoute } from '../http/route.ts';
import { idIn, notThere, refusedBy } from '../http/webhook.ts';

const config = readConfig(['jobsTable', 'deliveryStateMachineArn']);
const jobs = new JobStore(config.jobsTable);
const using = {
  ...config,
  endpoints: new EndpointStore(config.jobsTable),
  deliveries: new DeliveryStore(config.jobsTable),
  workflow: new Workflow(),
};

export const handler = keyRoute(replayDeliveryRoute, jobs, async ({ event, owner }) => {
  const asked = { deliveryId: idIn(event, DeliveryId), owner };
  const delivery = await replayDelivery(asked, using).catch(refusedBy(NotReplayable));
  if (!delivery) throw notThere();
  return { status: 202, body: viewOfDelivery(delivery) };
});
