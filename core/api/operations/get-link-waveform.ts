import * as z from 'zod';
import { LinkToken } from '../../access/share-link.ts';
import { Waveform } from '../../audio/waveform.ts';
import type { Operation } from '../operation.ts';

export const getLinkWaveformOperation = {
  method: 'GET',
  path: '/links/{token}/waveform',
  summary: 'Gives the loudness of the audio over its time, if the link has the audio.',
  caller: 'anyone',
  parameters: z.object({ token: LinkToken }),
  answers: { 200: { means: 'The greatest amplitude in each stretch of time.', json: Waveform } },
  problems: [],
} as const satisfies Operation;
