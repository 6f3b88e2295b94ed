/**
 * Signed addresses of an upload's parts: asked for in groups, since each request of one is a function
 * call, and given out once, so that a part that is sent again has a fresh one.
 */
import { signParts, type SignedPart } from './upload-api.ts';

const GROUP = 16;
/** The part must be sent while its address is valid. */
const LEAST_LEFT_MS = 5 * 60 * 1000;

interface Address {
  readonly signed: SignedPart;
  readonly expiresAt: number;
}

export class PartAddresses {
  readonly #uploadId: string;
  readonly #missing: readonly number[];
  readonly #known = new Map<number, Promise<Address | undefined>>();

  /** @param missing numbers of the parts that the storage lacks, ascending */
  constructor(uploadId: string, missing: readonly number[]) {
    this.#uploadId = uploadId;
    this.#missing = missing;
  }

  async of(part: number): Promise<SignedPart> {
    const known = this.#known.get(part);
    this.#known.delete(part);
    const address = await known;
    if (address && address.expiresAt - Date.now() > LEAST_LEFT_MS) return address.signed;
    return this.#ask(part);
  }

  async #ask(part: number): Promise<SignedPart> {
    const next = this.#missing.filter((one) => one > part && !this.#known.has(one));
    const group = next.slice(0, GROUP - 1);
    const answer = signParts(this.#uploadId, [part, ...group]);
    for (const one of group) {
      // Its own request says what is wrong.
      const address = answer.then((given) => addressIn(given, one)).catch(() => undefined);
      this.#known.set(one, address);
    }
    const address = addressIn(await answer, part);
    if (!address) throw new Error(`no address of part ${part}`);
    return address.signed;
  }
}

function addressIn(given: Awaited<ReturnType<typeof signParts>>, part: number) {
  const signed = given.parts.find((one) => one.part === part);
  return signed && { signed, expiresAt: Date.parse(given.expiresAt) };
}
