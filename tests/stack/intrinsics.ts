/** CloudFormation's intrinsic functions, as the text that they make: what is not known yet stays `${name}`. */
import * as z from 'zod';

const Ref = z.strictObject({ Ref: z.string() });
const GetAtt = z.strictObject({ 'Fn::GetAtt': z.tuple([z.string(), z.string()]) });
const Sub = z.strictObject({ 'Fn::Sub': z.string() });
const SubWith = z.strictObject({
  'Fn::Sub': z.tuple([z.string(), z.record(z.string(), z.unknown())]),
});
/** Of a list, or of a parameter that is one. */
const Join = z.strictObject({
  'Fn::Join': z.tuple([z.string(), z.union([z.array(z.unknown()), Ref])]),
});
const Split = z.strictObject({ 'Fn::Split': z.tuple([z.string(), z.unknown()]) });

/** @throws ZodError for a function that is not known here: it must not be taken for harmless */
export function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  const known = z.union([Ref, GetAtt, Sub, SubWith, Join, Split]).parse(value);
  if ('Ref' in known) return `\${${known.Ref}}`;
  if ('Fn::GetAtt' in known) return `\${${known['Fn::GetAtt'].join('.')}}`;
  if ('Fn::Join' in known) {
    const [separator, parts] = known['Fn::Join'];
    return [parts].flat().map(textOf).join(separator);
  }
  if ('Fn::Split' in known) return textOf(known['Fn::Split'][1]);
  const [text, given] = [known['Fn::Sub']].flat() as [string, Record<string, unknown>?];
  return Object.entries(given ?? {}).reduce(
    (filled, [name, part]) => filled.replaceAll(`\${${name}}`, textOf(part)),
    text,
  );
}

const If = z.strictObject({ 'Fn::If': z.tuple([z.string(), z.unknown(), z.unknown()]) });

/** All values that a condition may choose from; a value without a condition is the only one. */
export function alternatives(value: unknown): unknown[] {
  const { data } = If.safeParse(value);
  return data ? data['Fn::If'].slice(1).flatMap(alternatives) : [value];
}
