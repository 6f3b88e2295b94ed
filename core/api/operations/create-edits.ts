import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import { CreatedEdits, CreateEditsRequest } from '../../view/edits-view.ts';
import type { Operation } from '../operation.ts';

export const createEditsOperation = {
  method: 'POST',
  path: '/jobs/{id}/edits',
  summary: "Edits a job's transcript: adds a version, and leaves the machine's text as it is.",
  caller: 'jobs:write',
  parameters: z.object({ id: JobId }),
  body: CreateEditsRequest,
  answers: { 201: { means: 'The edits are stored, as this version.', json: CreatedEdits } },
  problems: ['not-yet', 'edited-meanwhile', 'not-in-this-state', 'kept-no-longer'],
} as const satisfies Operation;
