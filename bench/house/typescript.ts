/** Measures of TypeScript files, from their syntax trees. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { PROJECT } from '../../computer/project.ts';

export interface FileMeasures {
  /** Relative to the project. */
  readonly file: string;
  readonly lines: number;
  readonly commentLines: number;
  readonly importLines: number;
  readonly blankLines: number;
  /** Lines of each function, arrow functions without a body of their own left out. */
  readonly functions: readonly number[];
  readonly parameters: number;
  readonly readsEnvironment: boolean;
  /** `throw new Error(`, which no caller can tell from another. */
  readonly bareErrors: number;
  /** Imported files of ours, relative to the project. */
  readonly imports: readonly string[];
}

export function measure(file: string): FileMeasures {
  const text = readFileSync(path.join(PROJECT, file), 'utf8');
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const lines = text.trimEnd().split('\n');
  const functions: ts.SignatureDeclaration[] = [];
  const imports: ts.ImportDeclaration[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isFunctionLike(node) && 'body' in node && node.body && ts.isBlock(node.body)) {
      functions.push(node);
    }
    if (ts.isImportDeclaration(node)) imports.push(node);
    ts.forEachChild(node, visit);
  };
  visit(source);
  const linesOf = (node: ts.Node) => {
    const at = (position: number) => source.getLineAndCharacterOfPosition(position).line;
    return at(node.getEnd()) - at(node.getStart()) + 1;
  };
  return {
    file,
    lines: lines.length,
    commentLines: lines.filter((line) => /^\s*(\/\/|\/\*|\*)/.test(line)).length,
    importLines: imports.reduce((sum, node) => sum + linesOf(node), 0),
    blankLines: lines.filter((line) => line.trim() === '').length,
    functions: functions.map(linesOf),
    parameters: Math.max(0, ...functions.map((node) => node.parameters.length)),
    readsEnvironment: text.includes('process.env'),
    bareErrors: text.split('throw new Error(').length - 1,
    imports: imports.flatMap(({ moduleSpecifier }) => {
      const name = (moduleSpecifier as ts.StringLiteral).text;
      return name.startsWith('.') ? [path.join(path.dirname(file), name)] : [];
    }),
  };
}
