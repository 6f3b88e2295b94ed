import { createHash } from 'node:crypto';
import { Ec2Error } from './ec2-error.ts';

/**
 * Client tokens. The same token with the same parameters returns the first answer, also while that
 * is in progress; with other parameters the call fails. A thrown error does not consume the token; a
 * 200 answer with an error set does.
 * @see https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-idempotency.html
 */
export class Idempotency {
  readonly #seen = new Map<string, { hash: string; answer: Promise<string> }>();

  /** @throws Ec2Error IdempotentParameterMismatch */
  async once(fields: URLSearchParams, act: () => Promise<string>): Promise<string> {
    const token = fields.get('ClientToken');
    if (!token) return act();
    const key = `${fields.get('Action') ?? ''} ${token}`;
    const hash = hashOf(fields);
    const known = this.#seen.get(key);
    if (known) return known.hash === hash ? known.answer : Promise.reject(mismatch());
    const answer = act();
    this.#seen.set(key, { hash, answer });
    answer.catch(() => this.#seen.delete(key));
    return answer;
  }
}

function hashOf(fields: URLSearchParams): string {
  const parameters = [...fields].filter(([name]) => name !== 'ClientToken').sort();
  return createHash('sha256').update(JSON.stringify(parameters)).digest('hex');
}

function mismatch(): Ec2Error {
  return new Ec2Error(
    'IdempotentParameterMismatch',
    'Arguments on this idempotent request are inconsistent with arguments used in previous request(s).',
  );
}
