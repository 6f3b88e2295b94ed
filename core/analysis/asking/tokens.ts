/**
 * Estimate of the tokens of a text, without the tokenizer of the model: two bytes a token for letters
 * and spaces, one token for each digit and mark. Swedish has about 2.6 letters a token with the
 * tokenizers of Qwen and Llama, and more with Gemma's, so the estimate is too high by a third; too low
 * would lose the beginning of a prompt.
 */
const BYTES_A_TOKEN = 2;
const MARKS = /[^\p{L}\p{M}\s]/gu;

export function estimateTokens(text: string): number {
  const marks = text.match(MARKS) ?? [];
  const letterBytes = Buffer.byteLength(text) - Buffer.byteLength(marks.join(''));
  const markTokens = marks.reduce((sum, mark) => sum + Buffer.byteLength(mark), 0);
  return Math.ceil(letterBytes / BYTES_A_TOKEN) + markTokens;
}
