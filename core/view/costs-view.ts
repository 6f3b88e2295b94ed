/** What an owner's jobs of a month cost, as the API shows it. */
import * as z from 'zod';

export const Month = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'a month such as 2026-11')
  .describe('A month of UTC, such as 2026-11.');

const usd = z.number().min(0);

export const BudgetView = z
  .strictObject({
    limitUsd: usd.describe('What your jobs of this month may cost.'),
    committedUsd: usd.describe(
      'Reserved: spent by jobs that have ended, deleted ones too, and held for those that run.',
    ),
    heldUsd: usd.describe('The part of it that is held: what a job does not use comes back.'),
    leftUsd: usd.describe('What new jobs can reserve.'),
  })
  .meta({ id: 'Budget' });
export type BudgetView = z.infer<typeof BudgetView>;

export const Costs = z
  .strictObject({
    month: Month,
    usd: z.number().min(0).describe('The sum of the receipts, so far.'),
    jobs: z.int().min(0).describe('Created in this month and not deleted.'),
    audioSeconds: z.number().min(0).describe('Length of what these jobs have transcribed.'),
    running: z.int().min(0).describe('Those that have not ended: their cost still grows.'),
    budgetUsd: z
      .number()
      .positive()
      .nullable()
      .describe('Monthly budget of the deployment, for all owners together; null: none.'),
    budget: BudgetView.nullable().describe('Your own budget of the month; null: none.'),
    counted: z.string().describe('What is in the sum, and what is not.'),
    nextCursor: z
      .string()
      .nullable()
      .describe('Not null: there are more jobs. Add the figures of the page that it gives.'),
  })
  .meta({ id: 'Costs' });
