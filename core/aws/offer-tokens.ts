/** Task tokens of offers: they are in the pool's queue, and in the execution's history. */
import { ExecutionDoesNotExist, GetExecutionHistoryCommand, SFNClient } from '@aws-sdk/client-sfn';
import * as z from 'zod';

/** More than follow a scheduled task before it ends: TaskSubmitted, or the events of a retry. */
const LATEST_EVENTS = 10;

const SentOffer = z.object({ MessageBody: z.object({ offerToken: z.string() }) });

export class OfferTokens {
  private readonly client: SFNClient;

  constructor(client = new SFNClient({})) {
    this.client = client;
  }

  /**
   * The token with which a job's execution waits; undefined if its latest task is no offer.
   * Source: https://docs.aws.amazon.com/step-functions/latest/apireference/API_TaskScheduledEventDetails.html
   */
  async token(stateMachineArn: string, jobId: string): Promise<string | undefined> {
    const prefix = stateMachineArn.replace(':stateMachine:', ':execution:');
    const command = new GetExecutionHistoryCommand({
      executionArn: `${prefix}:${jobId}`,
      reverseOrder: true,
      maxResults: LATEST_EVENTS,
    });
    try {
      const { events = [] } = await this.client.send(command);
      const latest = events.find(({ type }) => type === 'TaskScheduled');
      return tokenIn(latest?.taskScheduledEventDetails?.parameters);
    } catch (error) {
      if (error instanceof ExecutionDoesNotExist) return undefined;
      throw error;
    }
  }
}

function tokenIn(parameters: string | undefined): string | undefined {
  if (parameters === undefined) return undefined;
  return SentOffer.safeParse(JSON.parse(parameters)).data?.MessageBody.offerToken;
}
