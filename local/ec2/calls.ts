import type { InstanceHost } from './host.ts';
import type { Call } from './faults.ts';

/** A call that came, and how it was answered: `code` is empty for an answer that is no error. */
export interface AnsweredCall extends Call {
  readonly at: Date;
  readonly clientToken: string | undefined;
  readonly code: string;
}

/** Which action a request asks for, and which instances it is about. */
export function callOf(fields: URLSearchParams, host: InstanceHost): Call {
  const about = new Set<string>();
  for (const [name, value] of fields) {
    if (/^TagSpecification\.\d+\.Tag\.\d+\.Value$/.test(name)) about.add(value);
    if (!/^InstanceId(\.\d+)?$/.test(name)) continue;
    for (const tag of Object.values(host.get(value)?.tags ?? {})) about.add(tag);
  }
  return { action: fields.get('Action') ?? '', about };
}
