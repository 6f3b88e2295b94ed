/** One try of a delivery, signed with the current secrets; writes nothing. */
import { AddressRefused, NameRefused, type AddressGuard } from '../../base/address-guard.ts';
import { webhookSecretParameter, type Parameters } from '../../aws/parameters.ts';
import type { Delivery, TryOutcome } from '../../webhooks/delivery.ts';
import { retryAfterSeconds } from '../../webhooks/retry-schedule.ts';
import { readSecrets, signers } from '../../webhooks/webhook-secret.ts';
import { GONE, send, sign, type SignedMessage } from '../../webhooks/webhook.ts';

/** Error of a try that could not be signed. */
const NO_SECRET = 'the owner has no webhook secret; npm run keys -- create makes one';

export interface Sender {
  parameters: Pick<Parameters, 'get'>;
  guard: AddressGuard;
  stage: string;
}

type Sent = Pick<Delivery, 'owner' | 'webhookId' | 'url' | 'body' | 'messageId'>;

export async function tryDelivery(sent: Sent, using: Sender): Promise<TryOutcome> {
  const now = new Date();
  const began = { at: now.toISOString(), latencySeconds: 0, isFinal: false };
  const name = webhookSecretParameter(using.stage, sent.owner, sent.webhookId);
  const secrets = await using.parameters.get(name);
  if (secrets === undefined) return { ...began, error: NO_SECRET };
  const message = sign(
    { id: sent.messageId, url: sent.url, body: sent.body },
    signers(readSecrets(secrets), now),
    now,
  );
  const outcome = await call(message, using.guard);
  return { ...began, latencySeconds: (Date.now() - now.getTime()) / 1000, ...outcome };
}

async function call(
  message: SignedMessage,
  guard: AddressGuard,
): Promise<Omit<TryOutcome, 'at' | 'latencySeconds'>> {
  try {
    const { status, retryAfter } = await send(message, guard);
    return {
      responseStatus: status,
      isFinal: status === GONE,
      retryAfterSeconds: retryAfterSeconds(retryAfter, new Date()),
    };
  } catch (cause) {
    // A refused literal address stays refused; a hostname may resolve elsewhere later.
    const isFinal = cause instanceof AddressRefused && !(cause instanceof NameRefused);
    return { error: nameOf(cause), isFinal };
  }
}

/** Network errors are all named Error; their code distinguishes them. */
function nameOf(cause: unknown): string {
  if (!(cause instanceof Error)) return 'unknown error';
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.name;
}
