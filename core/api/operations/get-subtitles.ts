import * as z from 'zod';
import { JobId } from '../../base/job-id.ts';
import { SubtitleReport } from '../../view/subtitle-report.ts';
import type { Operation } from '../operation.ts';
import { TranscriptVersion } from '../transcript-version.ts';

export const getSubtitlesOperation = {
  method: 'GET',
  path: '/jobs/{id}/subtitles',
  summary: 'Gives the subtitles of a published transcript, with what is outside usual limits.',
  caller: 'jobs:read',
  parameters: z.object({ id: JobId }),
  query: z.strictObject({ version: TranscriptVersion.default('machine') }),
  answers: {
    200: { means: 'Each subtitle with its problems.', json: SubtitleReport },
    303: {
      means: 'The report is larger than 4 MB, and lies elsewhere.',
      headers: { Location: 'A signed address, good for 15 minutes.' },
    },
  },
  problems: ['not-yet', 'kept-no-longer'],
} as const satisfies Operation;
