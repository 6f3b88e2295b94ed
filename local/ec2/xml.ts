import { randomUUID } from 'node:crypto';
import type { Ec2Error } from './ec2-error.ts';

/** Content of an answer: arrays become <item> lists, undefined is omitted. */
export type Xml =
  string | number | boolean | undefined | readonly Xml[] | { readonly [name: string]: Xml };

const NAMESPACE = 'http://ec2.amazonaws.com/doc/2016-11-15/';

/** An action's response document in EC2's query protocol. */
export function answerXml(action: string, body: { readonly [name: string]: Xml }): string {
  const content = toXml({ requestId: randomUUID(), ...body });
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${action}Response xmlns="${NAMESPACE}">${content}</${action}Response>`;
}

export function errorXml({ code, message }: Ec2Error): string {
  const body = { Errors: { Error: { Code: code, Message: message } }, RequestID: randomUUID() };
  return `<?xml version="1.0" encoding="UTF-8"?>\n<Response>${toXml(body)}</Response>`;
}

function toXml(value: Xml): string {
  if (value === undefined) return '';
  if (typeof value !== 'object') return escape(String(value));
  if (isList(value)) return value.map((item) => `<item>${toXml(item)}</item>`).join('');
  return Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .map(([name, inner]) => `<${name}>${toXml(inner)}</${name}>`)
    .join('');
}

function isList(value: object): value is readonly Xml[] {
  return Array.isArray(value);
}

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function escape(text: string): string {
  return text.replace(/[&<>]/g, (character) => ENTITIES[character] ?? character);
}
