import type { Operation } from '../operation.ts';
import { ClaimRequest, WorkOrder } from '../../job/work-order.ts';

export const claimOperation = {
  method: 'POST',
  path: '/instances/claim',
  summary: 'Gives an instance the work order of the job that it was launched for.',
  caller: 'instance',
  body: ClaimRequest,
  answers: { 200: { means: 'The work order.', json: WorkOrder } },
  problems: ['not-found', 'not-yet', 'gone', 'lacks-model'],
} as const satisfies Operation;
