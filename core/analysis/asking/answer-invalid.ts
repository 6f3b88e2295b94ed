/** An answer of no usable form; a repair question quotes `why` to the model. */
export class AnswerInvalid extends Error {
  readonly why: string;

  constructor(why: string, options?: ErrorOptions) {
    super(`The answer is not usable: ${why}`, options);
    this.name = 'AnswerInvalid';
    this.why = why;
  }
}
