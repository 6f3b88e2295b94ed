/** A message that was refused, with the reason as attributes; body and attributes are as they came. */
import type * as z from 'zod';
import { FIRST_ID, type IntakeMessage } from './intake-message.ts';
import { OfferedJob } from './offer.ts';

/** Why a message became a dead letter. `code`: of a problem of the API. */
export interface Refusal {
  code: string;
  message: string;
}

/** Attributes that are ours; a redriven message may still have them. */
export const REASON_CODE = 'errorCode';
export const REASON_MESSAGE = 'errorMessage';

const LONGEST_REASON = 1000;

export function deadLetterOf(
  message: Pick<IntakeMessage, 'messageId' | 'body' | 'messageAttributes'>,
  { code, message: reason }: Refusal,
) {
  const { messageId, body, messageAttributes } = message;
  const text = (stringValue: string) => ({ dataType: 'String', stringValue });
  return {
    body,
    attributes: {
      ...{ [FIRST_ID]: text(messageId) },
      ...messageAttributes,
      [REASON_CODE]: text(code),
      [REASON_MESSAGE]: text(allowed(reason)),
    },
  };
}

/** SQS refuses control characters but for line ends, and an empty value. */
function allowed(text: string): string {
  // eslint-disable-next-line no-control-regex
  const plain = text.replaceAll(/[\x00-\x1f\x7f\ufffe\uffff]+/g, ' ').slice(0, LONGEST_REASON);
  return plain.toWellFormed() || '-';
}

/** What operators see of an offer that no machine could claim: not its token, which ends the offer. */
const DeadOffer = OfferedJob.pick({ jobId: true, attempt: true }).strip();
export type DeadOffer = z.infer<typeof DeadOffer>;

/** Undefined for a body that is no offer. */
export function deadOfferOf(body: string): DeadOffer | undefined {
  try {
    return DeadOffer.parse(JSON.parse(body));
  } catch {
    return undefined;
  }
}
