/** Delivery ids: part of an execution's name, and they contain the subject's id. */
import * as z from 'zod';
import { JobId } from '../base/job-id.ts';

export const DeliveryId = z
  .string()
  .regex(/^dlv-(job|drop|wh|ses|bulk)-[0-9a-f]{24}-[0-9a-f]{12}$/);

/** @param digest twelve hexadecimal digits of the event and its receiver */
export function deliveryIdOf(subject: string, digest: string): string {
  return `dlv-${subject}-${digest}`;
}

/** Id of the job, bulk or endpoint, or key of the session, that a delivery is about. */
export function subjectOf(deliveryId: string): string {
  return deliveryId.slice('dlv-'.length, -'-0123456789ab'.length);
}

/** Undefined if it is about an endpoint, a session or a bulk. */
export function jobIdOfDelivery(deliveryId: string): string | undefined {
  return JobId.safeParse(subjectOf(deliveryId)).data;
}
