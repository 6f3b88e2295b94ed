/**
 * The SDK's rules for the address of a bucket, without those that no request of a function reaches. They
 * are a binary decision diagram: triples of a condition, where to go if it holds, and where if not; a
 * number from RESULT on is an address or an error.
 */
const RESULT = 100_000_000;
/** The first triple: its number, 1, is the end without an answer. */
const END: Triple = [-1, 1, -1];

/** Functions name buckets, never ARNs, and none of an Outpost, of S3 Express or of an access point. */
const UNUSED_BUCKETS: unknown[] = ['arn:', '--x-s3', '--xa-s3', '--op-s3'];
const UNUSED_SWITCHES = ['Accelerate', 'UseObjectLambdaEndpoint', 'UseS3ExpressControlEndpoint'];

type Triple = [condition: number, ifTrue: number, ifFalse: number];
/** A condition may give a name to what it found. */
type Condition = [name: string, operands: unknown[], found?: string];

interface Rules {
  nodes: Triple[];
  root: number;
  conditions: Condition[];
  results: unknown[];
}

/** @param source text of an `endpoint/bdd.js` of the SDK @returns the same module with fewer rules */
export async function withoutUnusedRules(source: string): Promise<string> {
  const { nodes, root, conditions, results } = reduced(await rulesIn(source));
  return `
    import { BinaryDecisionDiagram } from '@smithy/core/endpoints';
    export const bdd = BinaryDecisionDiagram.from(
      new Int32Array(${JSON.stringify(nodes.flat())}),
      ${root}, ${JSON.stringify(conditions)}, ${JSON.stringify(results)});`;
}

async function rulesIn(source: string): Promise<Rules> {
  const local = source.replace(
    /^import \{ BinaryDecisionDiagram \} from .+$/m,
    `const BinaryDecisionDiagram = {
       from: (nodes, root, conditions, results) => ({ nodes, root, conditions, results }),
     };`,
  );
  const loaded: unknown = await import(`data:text/javascript,${encodeURIComponent(local)}`);
  const { bdd } = loaded as { bdd: Omit<Rules, 'nodes'> & { nodes: Int32Array } };
  return { ...bdd, nodes: triplesOf([...bdd.nodes]) };
}

function triplesOf(numbers: readonly number[]): Triple[] {
  const nodes: Triple[] = [];
  for (let at = 0; at < numbers.length; at += 3) {
    const [condition = NaN, ifTrue = NaN, ifFalse = NaN] = numbers.slice(at, at + 3);
    nodes.push([condition, ifTrue, ifFalse]);
  }
  const [first, ...others] = nodes;
  if (String(first) !== String(END) || !others.flat().every((number) => number >= 0)) {
    throw new TypeError('the SDK writes its endpoint rules in another form now');
  }
  return nodes;
}

/** Drops what cannot be reached, until nothing more can be dropped. */
function reduced(rules: Rules): Rules {
  const smaller = reducedOnce(rules);
  return smaller.nodes.length === rules.nodes.length ? smaller : reduced(smaller);
}

function reducedOnce({ nodes, root, conditions, results }: Rules): Rules {
  const kept = {
    nodes: new Numbered<Triple>(),
    conditions: new Numbered<Condition>(),
    results: new Numbered<unknown>(),
  };
  kept.nodes.numberOf(END);
  const read = JSON.stringify([conditions, results]);
  const targets = new Map([[1, 1]]);
  const targetOf = (ref: number): number => {
    if (ref >= RESULT) return RESULT + kept.results.numberOf(results[ref - RESULT]);
    const target = targets.get(ref) ?? targetOfNode(nodes[ref - 1] ?? END);
    targets.set(ref, target);
    return target;
  };
  const targetOfNode = ([number, whereTrue, whereFalse]: Triple): number => {
    const condition = conditions[number];
    if (!condition) throw new TypeError(`the endpoint rules have no condition ${number}`);
    if (neverHolds(condition)) return targetOf(whereFalse);
    const ifTrue = targetOf(whereTrue);
    const ifFalse = targetOf(whereFalse);
    if (ifTrue === ifFalse && !isReadLater(condition, read)) return ifTrue;
    return 1 + kept.nodes.numberOf([kept.conditions.numberOf(condition), ifTrue, ifFalse]);
  };
  const newRoot = targetOf(root);
  return {
    nodes: kept.nodes.all,
    root: newRoot,
    conditions: kept.conditions.all,
    results: kept.results.all,
  };
}

/** Values in the order in which they first come, each once. */
class Numbered<Value> {
  readonly #numbers = new Map<string, number>();
  readonly all: Value[] = [];

  numberOf(value: Value): number {
    const key = JSON.stringify(value);
    const number = this.#numbers.get(key) ?? this.all.push(value) - 1;
    this.#numbers.set(key, number);
    return number;
  }
}

function neverHolds([name, operands]: Condition): boolean {
  if (name === 'aws.parseArn') return true;
  if (name === 'stringEquals') return UNUSED_BUCKETS.includes(operands[1]);
  if (name !== 'booleanEquals' || operands[1] !== true) return false;
  const compared = JSON.stringify(operands[0]);
  return UNUSED_SWITCHES.some((unused) => compared.includes(`{"ref":"${unused}"}`));
}

/** Later conditions refer to what was found, and addresses have it in braces. */
function isReadLater([, , found]: Condition, rules: string): boolean {
  return (
    found !== undefined && (rules.includes(`{"ref":"${found}"}`) || rules.includes(`{${found}`))
  );
}
