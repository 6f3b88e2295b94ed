import * as z from 'zod';
import { SessionId } from '../../job/job-session.ts';
import { SessionView } from '../../view/session-view.ts';
import type { Operation } from '../operation.ts';

export const getSessionOperation = {
  method: 'GET',
  path: '/sessions/{id}',
  summary: 'Tells how a session stands: its chunks, and what is missing.',
  caller: 'jobs:read',
  parameters: z.object({ id: SessionId }),
  answers: { 200: { means: 'The session.', json: SessionView } },
  problems: [],
} as const satisfies Operation;
