import * as z from 'zod';
import { LinkToken } from '../../access/share-link.ts';
import { AudioLink } from '../../view/audio-link.ts';
import type { Operation } from '../operation.ts';

export const getLinkAudioOperation = {
  method: 'GET',
  path: '/links/{token}/audio',
  summary: 'Gives an address from which the audio can be played, if the link has the audio.',
  caller: 'anyone',
  parameters: z.object({ token: LinkToken }),
  answers: { 200: { means: 'An address that is good for an hour at most.', json: AudioLink } },
  problems: [],
} as const satisfies Operation;
