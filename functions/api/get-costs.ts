/** GET /costs?month=&cursor= */
import { JobLists } from '../../core/aws/dynamodb/job-lists.ts';
import { JobsTable } from '../../core/aws/dynamodb/jobs-table.ts';
import { OwnerBudgets } from '../../core/aws/dynamodb/owner-budgets.ts';
import { Purses } from '../../core/aws/dynamodb/purses.ts';
import { cursorText } from '../../core/api/list-cursor.ts';
import { getCostsOperation } from '../../core/api/operations/get-costs.ts';
import { readConfig } from '../../core/base/config.ts';
import { budgetOf } from '../../core/steps/requests/owner-budget.ts';
import { monthCosts } from '../../core/steps/requests/month-costs.ts';
import { keyHandler } from '../http/handler.ts';

const { jobsTable, monthlyBudgetUsd, ownerBudgetUsd } = readConfig([
  'jobsTable',
  'monthlyBudgetUsd',
  'ownerBudgetUsd',
]);
const table = new JobsTable(jobsTable);
const money = { budgets: new OwnerBudgets(table, ownerBudgetUsd), purses: new Purses(table) };
const lists = new JobLists(table);

const COUNTED =
  'Recorded prices times what the jobs used, with the storage of their files for as long as they are kept. Not in it: deleted jobs, later requests, unfinished uploads, data transfer, logs and alarms, the machine image, idle time of pools that no job is charged for, and taxes. AWS writes the bill.';

export const handler = keyHandler(getCostsOperation, table, async ({ owner, query }) => {
  const now = new Date();
  const { month = now.toISOString().slice(0, '2026-11'.length), cursor } = query;
  const [{ next, ...sum }, budget] = await Promise.all([
    monthCosts({ owner, month, cursor }, lists, now),
    budgetOf(owner, month, money),
  ]);
  return {
    status: 200,
    body: {
      month,
      ...sum,
      budgetUsd: monthlyBudgetUsd > 0 ? monthlyBudgetUsd : null,
      budget,
      counted: COUNTED,
      nextCursor: next ? cursorText(next) : null,
    },
  };
});
