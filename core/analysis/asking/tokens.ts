/**
 * Estimate of the tokens of a text, without the tokenizer of the model: 2.5 bytes a token for letters and
 * spaces, one token for each digit and mark. Numbered lines of Swedish speech have 0.76 times as many with
 * Llama 3's tokenizer, 0.87 times with the small one of Mistral 7B: too high, since too low would lose the
 * beginning of a prompt.
 */
const BYTES_A_TOKEN = 2.5;
const MARKS = /[^\p{L}\p{M}\s]/gu;

export function estimateTokens(text: string): number {
  const marks = text.match(MARKS) ?? [];
  const letterBytes = Buffer.byteLength(text) - Buffer.byteLength(marks.join(''));
  const markTokens = marks.reduce((sum, mark) => sum + Buffer.byteLength(mark), 0);
  return Math.ceil(letterBytes / BYTES_A_TOKEN) + markTokens;
}
