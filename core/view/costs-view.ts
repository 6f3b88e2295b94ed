/** What an owner's jobs of a month cost, as the API shows it. */
import * as z from 'zod';

export const Month = z
  .string()
  .regex(/^20\d\d-(0[1-9]|1[0-2])$/, 'a month such as 2026-11')
  .describe('A month of UTC, such as 2026-11.');

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
    counted: z.string().describe('What is in the sum, and what is not.'),
    nextCursor: z
      .string()
      .nullable()
      .describe('Not null: there are more jobs. Add the figures of the page that it gives.'),
  })
  .meta({ id: 'Costs' });
