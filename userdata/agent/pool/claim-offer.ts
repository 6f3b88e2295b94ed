/**
 * Claims the job of an offer. The first claim ties the job to this machine (409), then the offer is
 * accepted with its token, then the workflow hands the job out. From the acceptance on the workflow
 * owns the job's fate: a machine that dies has lost nothing.
 *
 * A message outlives its offer, which is made anew in another one. A machine that claimed by the old one
 * could not accept, and would wait for a job that it never gets; so it asks first.
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
/** The same if the offer was over: this machine accepted it before, or it has just timed out. */
const ACCEPTED_BEFORE_MS = 5000;

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
  if (!(await isOpen(of))) {
    of.log.info('An offer has been made anew, or is over.');
    await drop(of);
    return undefined;
  }
  const tied = await tie(of);
  if (tied !== TIED) return tied;
  const isAccepted = await accept(of);
  await drop(of);
  const deadline = of.clock.now() + (isAccepted ? HAND_OUT_MS : ACCEPTED_BEFORE_MS);
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

/** Whether the workflow waits for an answer to this very message. */
async function isOpen(of: OfferClaim): Promise<boolean> {
  return untilOver(taskOf(of).beat(of.signal));
}

/** @returns false if the offer was over */
async function accept(of: OfferClaim): Promise<boolean> {
  return untilOver(taskOf(of).accept());
}

function taskOf({ received, client, clock }: OfferClaim): Task {
  return new Task({ client, token: received.offer.offerToken, clock });
}

async function untilOver(answer: Promise<void>): Promise<boolean> {
  try {
    await answer;
    return true;
  } catch (error) {
    if (error instanceof AttemptOver) return false;
    throw error;
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
