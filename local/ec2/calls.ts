import type { InstanceHost } from './host.ts';
import type { Call } from './faults.ts';

/** A received call and its outcome; `code` is empty on success. */
export interface AnsweredCall extends Call {
  readonly at: Date;
  readonly clientToken: string | undefined;
  readonly code: string;
}

/** Action of a request, and tag values of the instances that it creates or names. */
export function callOf(fields: URLSearchParams, host: InstanceHost): Call {
  const about = new Set<string>();
  for (const [name, value] of fields) {
    if (/^TagSpecification\.\d+\.Tag\.\d+\.Value$/.test(name)) about.add(value);
    if (!/^InstanceId(\.\d+)?$/.test(name)) continue;
    for (const tag of Object.values(host.get(value)?.tags ?? {})) about.add(tag);
  }
  return { action: fields.get('Action') ?? '', about };
}
