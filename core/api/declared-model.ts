/** Models that jobs of this deployment may ask for. */
import { RequestRefused } from './request-refused.ts';

/** @throws RequestRefused */
export function assertDeclared(model: string, models: readonly string[]): void {
  if (models.includes(model)) return;
  const why = `The model must be one of those that this deployment has: ${models.join(', ')}.`;
  throw new RequestRefused('invalid', why, 'model');
}
