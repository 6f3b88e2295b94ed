/**
 * Claims the job of an offer. The first claim ties the job to this machine (409), then the offer is
 * accepted with its token, then the workflow hands the job out. From the acceptance on the workflow
 * owns the job's fate: a machine that dies has lost nothing.
 */
import type { SFNClient } from '@aws-sdk/client-sfn';
import type { ClaimRequest, WorkOrder } from '../../../core/job/work-order.ts';
import { claimJob, ClaimRefused, type PostClaim } from '../claim-job.ts';
import type { Clock } from '../clock.ts';
import type { Log } from '../log.ts';
import { AttemptOver, Task } from '../task.ts';
import type { Offers, ReceivedOffer } from './offers.ts';

/** Shorter than the time for which other machines do not see the message. */
const TIE_MS = 20_000;
/** From the acceptance until the work order is there. */
const HAND_OUT_MS = 30_000;

const TIED = 409;
const OVER = 410;

export interface OfferClaim {
  received: ReceivedOffer;
  request: ClaimRequest;
  post: PostClaim;
  offers: Offers;
  client: SFNClient;
  clock: Clock;
  log: Log;
  signal: AbortSignal;
}

/**
 * @returns undefined if the job is over
 * @throws ClaimRefused otherwise; a message that is not deleted comes again
 */
export async function claimOffer(of: OfferClaim): Promise<WorkOrder | undefined> {
  const tied = await tie(of);
  if (tied !== TIED) return tied;
  await accept(of);
  await drop(of);
  const deadline = of.clock.now() + HAND_OUT_MS;
  return claimJob({ ...of, deadline }).catch((error: unknown) => ifOver(error, of));
}

async function tie(of: OfferClaim): Promise<WorkOrder | typeof TIED | undefined> {
  const post: PostClaim = async (request, signal) => {
    const answer = await of.post(request, signal);
    if ('refused' in answer && answer.refused === TIED) {
      throw new ClaimRefused('The job is tied to this machine.', TIED);
    }
    return answer;
  };
  try {
    const order = await claimJob({ ...of, post, deadline: of.clock.now() + TIE_MS });
    // A message that came twice: the offer was accepted before.
    await drop(of);
    return order;
  } catch (error) {
    if (error instanceof ClaimRefused && error.status === TIED) return TIED;
    ifOver(error, of);
    await drop(of);
    return undefined;
  }
}

/** An offer that is over was accepted before, or the next claim is refused. */
async function accept({ received, client, clock }: OfferClaim): Promise<void> {
  try {
    await new Task({ client, token: received.offer.offerToken, clock }).accept();
  } catch (error) {
    if (!(error instanceof AttemptOver)) throw error;
  }
}

/** A message that is not deleted comes again, and its claim is then refused. */
async function drop({ offers, received, log }: OfferClaim): Promise<void> {
  await offers.delete(received.receipt).catch((error: unknown) => {
    log.warn('A message was not deleted; it comes again.', error);
  });
}

/** @throws the error, unless it says that the job is over */
function ifOver(error: unknown, { log }: OfferClaim): undefined {
  if (!(error instanceof ClaimRefused) || error.status !== OVER) throw error;
  log.info('An offer was over.');
  return undefined;
}
