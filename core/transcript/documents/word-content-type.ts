/** Apart from word-document.ts, which a description of the API does not need. */
export const WORD_CONTENT_TYPE =
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document';
