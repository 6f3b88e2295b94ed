/** The hand-written set contradicts itself. */
export class SetFault extends Error {
  constructor(words: string, fault: string) {
    super(`“${words}” ${fault}`);
    this.name = 'SetFault';
  }
}
