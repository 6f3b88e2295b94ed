/**
 * Queries of CloudWatch Logs Insights over given log lines: the commands that the dashboard has, and the
 * rules that a query is refused for. A field that no line has is refused here; AWS would show nothing.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CWL_QuerySyntax.html
 */

export type Value = string | number | undefined;
export type Row = Readonly<Record<string, Value>>;
/** Lines of a log group, with inner fields as `seconds.total`. */
export type Logs = Readonly<Record<string, readonly Row[]>>;

export class QueryRefused extends Error {
  override readonly name = 'QueryRefused';
}

/** AWS has room for more; two are enough to count each job once. */
const MOST_STATS = 2;

/** @throws QueryRefused */
export function answer(query: string, logs: Logs): Row[] {
  const commands = query.split(' | ').map((text) => new Tokens(text));
  let rows: Row[] = [];
  let stats = 0;
  for (const [at, tokens] of commands.entries()) {
    const command = tokens.take();
    if ((command === 'sort' || command === 'limit') && isBeforeStats(commands, at)) {
      throw new QueryRefused(`${command} must be after the last stats`);
    }
    if (command === 'SOURCE') rows = [...rows, ...source(tokens.take(), logs)];
    else if (command === 'filter') rows = filtered(rows, tokens);
    else if (command === 'stats') rows = grouped(rows, tokens);
    else if (command === 'sort') rows = sorted(rows, tokens);
    else if (command === 'limit') rows = rows.slice(0, Number(tokens.take()));
    else throw new QueryRefused(`unknown command ${command}`);
    if (!tokens.isEmpty) throw new QueryRefused(`${command}: not understood: ${tokens.take()}`);
    stats += command === 'stats' ? 1 : 0;
  }
  if (stats > MOST_STATS) throw new QueryRefused('too many stats');
  return rows;
}

function isBeforeStats(commands: readonly Tokens[], at: number): boolean {
  return commands.slice(at + 1).some((later) => later.next === 'stats');
}

class Tokens {
  private readonly left: string[];

  constructor(text: string) {
    this.left = text.match(/"[^"]*"|'[^']*'|@?[A-Za-z][\w.]*|\d+(?:\.\d+)?|[<>!]=|\S/g) ?? [];
  }

  get isEmpty(): boolean {
    return this.left.length === 0;
  }

  get next(): string | undefined {
    return this.left[0];
  }

  take(): string {
    const token = this.left.shift();
    if (token === undefined) throw new QueryRefused('the query ends too early');
    return token;
  }

  takeIf(...wanted: string[]): string | undefined {
    return this.next !== undefined && wanted.includes(this.next) ? this.take() : undefined;
  }

  expect(token: string): void {
    if (this.takeIf(token) === undefined) throw new QueryRefused(`${token} is missing`);
  }

  /** What `each` reads, separated by commas. */
  list<T>(each: () => T): T[] {
    const all = [each()];
    while (this.takeIf(',') !== undefined) all.push(each());
    return all;
  }
}

function source(quoted: string, logs: Logs): readonly Row[] {
  const lines = logs[quoted.slice(1, -1)];
  if (!lines) throw new QueryRefused(`there is no log group ${quoted}`);
  return lines;
}

function field(name: string, rows: readonly Row[]): (row: Row) => Value {
  if (rows.length > 0 && rows.every((row) => row[name] === undefined)) {
    throw new QueryRefused(`no line has the field ${name}`);
  }
  return (row) => row[name];
}

function filtered(rows: readonly Row[], tokens: Tokens): Row[] {
  const tests = [condition(rows, tokens)];
  while (tokens.takeIf('and') !== undefined) tests.push(condition(rows, tokens));
  return rows.filter((row) => tests.every((holds) => holds(row)));
}

function condition(rows: readonly Row[], tokens: Tokens): (row: Row) => boolean {
  const name = tokens.take();
  if (name === 'ispresent') {
    tokens.expect('(');
    const value = field(tokens.take(), rows);
    tokens.expect(')');
    return (row) => value(row) !== undefined;
  }
  const value = field(name, rows);
  const operator = tokens.take();
  const token = tokens.take();
  const other = token.startsWith('"') ? token.slice(1, -1) : Number(token);
  if (operator === '=') return (row) => value(row) === other;
  if (operator === '>') return (row) => Number(value(row)) > Number(other);
  throw new QueryRefused(`unknown operator ${operator}`);
}

/** Value of a group of rows. */
type Expression = (group: readonly Row[]) => Value;

function grouped(rows: readonly Row[], tokens: Tokens): Row[] {
  const figures = tokens.list(() => {
    const value = sum(rows, tokens);
    tokens.expect('as');
    return { name: tokens.take(), value };
  });
  tokens.expect('by');
  const by = tokens.list(() => {
    const name = tokens.take();
    return { name, value: field(name, rows) };
  });
  const groups = Map.groupBy(rows, (row) =>
    JSON.stringify(by.map(({ value }) => value(row) ?? null)),
  );
  return [...groups.values()].map((group) => ({
    ...Object.fromEntries(by.map(({ name, value }) => [name, value(group[0] ?? {})])),
    ...Object.fromEntries(figures.map(({ name, value }) => [name, value(group)])),
  }));
}

function sum(rows: readonly Row[], tokens: Tokens): Expression {
  return chain(tokens, ['+', '-'], () => product(rows, tokens));
}

function product(rows: readonly Row[], tokens: Tokens): Expression {
  return chain(tokens, ['*', '/'], () => factor(rows, tokens));
}

const OPERATORS: Readonly<Record<string, (one: number, other: number) => number>> = {
  '+': (one, other) => one + other,
  '-': (one, other) => one - other,
  '*': (one, other) => one * other,
  '/': (one, other) => one / other,
};

function chain(tokens: Tokens, operators: string[], operand: () => Expression): Expression {
  let all = operand();
  for (let sign = tokens.takeIf(...operators); sign; sign = tokens.takeIf(...operators)) {
    const [before, operate, after] = [all, OPERATORS[sign], operand()];
    all = (group) => operate?.(Number(before(group)), Number(after(group)));
  }
  return all;
}

function factor(rows: readonly Row[], tokens: Tokens): Expression {
  const token = tokens.take();
  if (/^\d/.test(token)) return () => Number(token);
  tokens.expect('(');
  const value = tokens.takeIf('*') === undefined ? field(tokens.take(), rows) : () => 1;
  tokens.expect(')');
  const aggregate = AGGREGATES[token];
  if (!aggregate) throw new QueryRefused(`unknown function ${token}`);
  return (group) => aggregate(group.map(value).filter((one) => one !== undefined));
}

const AGGREGATES: Readonly<Record<string, (values: readonly NonNullable<Value>[]) => Value>> = {
  count: (values) => values.length,
  sum: (values) => values.reduce((all: number, one) => all + Number(one), 0),
  avg: (values) =>
    values.reduce((all: number, one) => all + Number(one), 0) / Math.max(1, values.length),
  max: (values) => (values.length === 0 ? undefined : Math.max(...values.map(Number))),
  /** Lines are given in the order of their time. */
  latest: (values) => values.at(-1),
};

function sorted(rows: readonly Row[], tokens: Tokens): Row[] {
  const keys = tokens.list(() => {
    const value = field(tokens.take(), rows);
    return { value, sign: tokens.takeIf('asc', 'desc') === 'desc' ? -1 : 1 };
  });
  return [...rows].sort((one, other) => {
    for (const { value, sign } of keys) {
      const [before = '', after = ''] = [value(one), value(other)];
      if (before !== after) return before < after ? -sign : sign;
    }
    return 0;
  });
}

/** Log lines as CloudWatch sees their fields. @throws SyntaxError for a line that is no JSON */
export function rowsOf(lines: readonly string[]): Row[] {
  return lines.map((line) => flat(JSON.parse(line) as object));
}

function flat(value: object, prefix = ''): Row {
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, inner]: [string, unknown]) =>
      typeof inner === 'object' && inner !== null
        ? Object.entries(flat(inner, `${prefix}${name}.`))
        : [[prefix + name, inner as Value]],
    ),
  );
}
