import type { Operation } from '../operation.ts';

export const pageOperation = {
  method: 'GET',
  path: '/',
  summary: 'Serves the page for people; its files are at /assets/.',
  caller: 'anyone',
  answers: {
    200: {
      means: 'The page, compressed as Accept-Encoding allows.',
      headers: {
        'Cache-Control': 'How long it may be kept.',
        ETag: 'Names this content, for If-None-Match.',
      },
      text: ['text/html; charset=utf-8'],
    },
    304: {
      means: 'The page is as If-None-Match names it.',
      headers: { ETag: 'Names this content.' },
    },
  },
  problems: [],
} as const satisfies Operation;
