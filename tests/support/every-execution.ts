/** Executions and their events, in all pages: one answer has 1,000. */
import {
  paginateGetExecutionHistory,
  paginateListExecutions,
  type ExecutionListItem,
  type HistoryEvent,
  type ListExecutionsCommandInput,
  type SFNClient,
} from '@aws-sdk/client-sfn';

const PAGE = 1000;

export async function everyExecution(
  client: SFNClient,
  asked: Pick<ListExecutionsCommandInput, 'stateMachineArn' | 'statusFilter'>,
): Promise<ExecutionListItem[]> {
  const found: ExecutionListItem[] = [];
  const pages = paginateListExecutions({ client }, { ...asked, maxResults: PAGE });
  for await (const { executions = [] } of pages) found.push(...executions);
  return found;
}

export async function everyEvent(client: SFNClient, executionArn: string): Promise<HistoryEvent[]> {
  const found: HistoryEvent[] = [];
  const pages = paginateGetExecutionHistory({ client }, { executionArn, maxResults: PAGE });
  for await (const { events = [] } of pages) found.push(...events);
  return found;
}
