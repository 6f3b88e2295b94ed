/** Thrown for words that ask for nothing that can be; the message says what to change. */
export class WrongWords extends Error {
  override name = 'WrongWords';
}
