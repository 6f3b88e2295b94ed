import { OpenAiError, OpenAiTranscription, TranscriptionForm } from '../openai.ts';
import type { Operation } from '../operation.ts';
import { CONTENT_TYPES } from '../../transcript/subtitles.ts';

export const createTranscriptionOperation = {
  method: 'POST',
  path: '/v1/audio/transcriptions',
  summary: "Transcribes a small file, as OpenAI's API does. The same file again is the same job.",
  caller: 'jobs:write',
  form: TranscriptionForm,
  problemsAs: 'openai',
  answers: {
    200: {
      means: 'The transcript in the format that was asked for.',
      json: OpenAiTranscription,
      text: [CONTENT_TYPES.txt, CONTENT_TYPES.srt, CONTENT_TYPES.vtt],
    },
    503: {
      means: 'It takes longer, or too many wait. Ask for the same again, and the same job goes on.',
      headers: { 'Retry-After': 'Seconds to wait before the next try.' },
      json: OpenAiError,
    },
  },
  problems: ['not-found', 'job-failed'],
} as const satisfies Operation;
