import { describe, expect, test } from 'vitest';
import fc from 'fast-check';
import { parsePowerCommand } from '../../../local/ec2/power.ts';
import { toTree, type Tree } from '../../../local/ec2/query.ts';

function flatten(tree: Tree, prefix = ''): [string, string][] {
  if (typeof tree === 'string') return [[prefix, tree]];
  const entries = Array.isArray(tree)
    ? tree.map((inner, index): [string, Tree] => [String(index + 1), inner])
    : Object.entries(tree);
  return entries.flatMap(([name, inner]) => flatten(inner, prefix ? `${prefix}.${name}` : name));
}

describe('a request in the query protocol', () => {
  const name = fc.constantFrom('Tag', 'Key', 'Value', 'InstanceId', 'Overrides', 'Name');
  const { tree } = fc.letrec<{ tree: Tree; list: Tree; fields: Tree }>((tie) => ({
    tree: fc.oneof({ depthSize: 'small' }, fc.string(), tie('list'), tie('fields')),
    list: fc.array(tie('tree'), { minLength: 1, maxLength: 4 }),
    fields: fc.dictionary(name, tie('tree'), { minKeys: 1, maxKeys: 4 }),
  }));

  test('becomes the tree that it was written from', () => {
    const request = fc.dictionary(name, tree, { minKeys: 1, maxKeys: 4 });
    fc.assert(
      fc.property(request, (written) => {
        const read = toTree(new URLSearchParams(flatten(written)));
        expect(read).toEqual(JSON.parse(JSON.stringify(written)));
      }),
    );
  });

  test('may name its lists in any order', () => {
    const fields = new URLSearchParams('Id.2=b&Id.10=c&Id.1=a');
    expect(toTree(fields)).toEqual({ Id: ['a', 'b', 'c'] });
  });

  test('cannot reach the prototype', () => {
    toTree(new URLSearchParams('__proto__.polluted=yes&constructor.prototype.polluted=yes'));
    expect({}).not.toHaveProperty('polluted');
  });
});

describe('a power command', () => {
  test.each([
    ['shutdown', ['-P', 'now'], { kind: 'off', delayMinutes: 0 }],
    ['shutdown', ['-P', '+30'], { kind: 'off', delayMinutes: 30 }],
    ['shutdown', ['-h', '5'], { kind: 'off', delayMinutes: 5 }],
    ['shutdown', [], { kind: 'off', delayMinutes: 1 }],
    ['shutdown', ['-c'], { kind: 'cancel' }],
    ['shutdown', ['-r', 'now'], { kind: 'nothing' }],
    ['shutdown', ['-H', 'now'], { kind: 'nothing' }],
    ['poweroff', [], { kind: 'off', delayMinutes: 0 }],
  ])('%s %j', (program, args, meaning) => {
    expect(parsePowerCommand(program, args)).toEqual(meaning);
  });
});
