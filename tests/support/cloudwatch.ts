/** CloudWatch of an embedded cloud, by its JSON protocol. */
import * as z from 'zod';
import { JsonApi } from '../../core/aws/json-api.ts';
import type { Connection } from '../../local/connection.ts';

const Dashboard = z.object({ DashboardBody: z.string() });
const Alarms = z.object({ MetricAlarms: z.tuple([z.object({ StateValue: z.string() })]) });

export class CloudWatch {
  private readonly api: JsonApi;

  constructor({ endpoint, region, credentials }: Connection) {
    this.api = new JsonApi({
      ...{ target: 'GraniteServiceVersion20100801', service: 'monitoring', region },
      url: `${endpoint}/`,
      credentials: () => Promise.resolve(credentials),
    });
  }

  async dashboard(DashboardName: string): Promise<string> {
    return Dashboard.parse(await this.call('GetDashboard', { DashboardName })).DashboardBody;
  }

  /** OK, ALARM or INSUFFICIENT_DATA. */
  async alarmState(name: string): Promise<string> {
    const answer = await this.call('DescribeAlarms', { AlarmNames: [name] });
    return Alarms.parse(answer).MetricAlarms[0].StateValue;
  }

  /** @throws JsonApiError */
  async call(action: string, input: object): Promise<unknown> {
    return this.api.call(action, input);
  }
}
