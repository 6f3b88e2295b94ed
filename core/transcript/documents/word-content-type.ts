/** Apart from word-document.ts, which needs to compress. */
export const WORD_CONTENT_TYPE =
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
