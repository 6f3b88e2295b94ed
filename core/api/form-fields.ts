/** Fields of a form, as clients spell them. */

/**
 * Last value of each field, all values of a list; `known` are the schema's names. An empty text
 * counts as absent, since clients send it for missing values.
 */
export function formFields(
  form: Iterable<readonly [string, string | File]>,
  known: readonly string[],
): Record<string, unknown> {
  const values = new Map<string, (string | File)[]>();
  for (const [name, value] of form) {
    if (value === '') continue;
    const field = fieldNamed(name, known);
    const earlier = values.get(field);
    if (earlier) earlier.push(value);
    else values.set(field, [value]);
  }
  return Object.fromEntries(
    [...values].map(([name, all]) => [name, name.endsWith('[]') ? all : all.at(-1)]),
  );
}

/** Clients send lists as `name[]`, `name[0]`, or `name` repeated. */
function fieldNamed(name: string, known: readonly string[]): string {
  const list = `${name.replace(/\[\d*\]$/, '')}[]`;
  return known.includes(list) ? list : name;
}
