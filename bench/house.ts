/** `npm run bench house`: the size and shape of the code, the rooms of core/ and the arrows between them. */
import { execFileSync } from 'node:child_process';
import * as z from 'zod';
import { ensurePython } from '../computer/python-venv.ts';
import { PROJECT } from '../computer/project.ts';
import { measure, type FileMeasures } from './house/typescript.ts';
import { quantile } from './quantile.ts';

const DEPLOYED = ['core', 'functions', 'userdata'];
const ALL = [...DEPLOYED, 'account', 'ami', 'bench', 'chaos', 'cli', 'client', 'computer', 'local'];
const GENERATED = ['client/api-types.ts'];

const PythonFiles = z.array(
  z.object({
    file: z.string(),
    lines: z.number(),
    functions: z.array(z.number()),
    parameters: z.number(),
    public: z.number(),
    documented: z.number(),
    hasDocstring: z.boolean(),
  }),
);

const python = await ensurePython(console.error, ['engine']);
const engine = PythonFiles.parse(
  JSON.parse(run(python, ['bench/house/functions_of.py', 'userdata/engine/fast_transcribe'])),
);
const deployed = filesIn(DEPLOYED).map(measure);
const all = filesIn(ALL).map(measure);
const tests = filesIn(['tests']).map(measure);

console.log('| | deployed | all TypeScript | engine |\n| --- | --- | --- | --- |');
row('files / lines', (files) => `${files.length} / ${sum(files, ({ lines }) => lines)}`);
row('lines of a file: median / p90 / max', (files) => spread(files.map(({ lines }) => lines)));
row('lines of a function: median / p90 / max', (files) =>
  spread(files.flatMap(({ functions }) => functions)),
);
row('most parameters', (files) => String(Math.max(...files.map((file) => file.parameters))));
typescriptRow('files that read process.env', (files) =>
  String(files.filter((file) => file.readsEnvironment).length),
);
typescriptRow('throw new Error(', (files) => String(sum(files, (file) => file.bareErrors)));
typescriptRow('comment lines, % of non-blank', (files) =>
  share(files, (file) => file.commentLines),
);
typescriptRow('import lines, % of non-blank', (files) => share(files, (file) => file.importLines));
console.log(`| tests : source, lines | | ${ratio(tests, all)} | |`);
console.log(`| public functions with a docstring | | | ${documented()} |`);
tellRooms(all.filter(({ file }) => file.startsWith('core/')));

function filesIn(folders: readonly string[]): string[] {
  const globs = folders.map((folder) => `${folder}/**/*.ts`);
  const tracked = run('git', ['ls-files', ...globs.map((glob) => `:(glob)${glob}`)]);
  return tracked
    .split('\n')
    .filter((file) => file !== '' && !GENERATED.includes(file) && !file.includes('/cases/'));
}

function run(program: string, args: readonly string[]): string {
  return execFileSync(program, args, { cwd: PROJECT, encoding: 'utf8', maxBuffer: 1e8 });
}

type Sized = Pick<FileMeasures, 'lines' | 'functions' | 'parameters'>;

function row(title: string, tell: (files: readonly Sized[]) => string): void {
  console.log(`| ${title} | ${tell(deployed)} | ${tell(all)} | ${tell(engine)} |`);
}

function typescriptRow(title: string, tell: (files: readonly FileMeasures[]) => string): void {
  console.log(`| ${title} | ${tell(deployed)} | ${tell(all)} | |`);
}

function spread(values: readonly number[]): string {
  return [0.5, 0.9, 1].map((part) => quantile(part, values)).join(' / ');
}

function sum<T>(items: readonly T[], of: (item: T) => number): number {
  return items.reduce((total, item) => total + of(item), 0);
}

function share(files: readonly FileMeasures[], of: (file: FileMeasures) => number): string {
  const written = sum(files, ({ lines, blankLines }) => lines - blankLines);
  return ((100 * sum(files, of)) / written).toFixed(1);
}

function ratio(some: readonly FileMeasures[], others: readonly FileMeasures[]): string {
  const lines = (files: readonly FileMeasures[]) => sum(files, (file) => file.lines);
  return (lines(some) / lines(others)).toFixed(2);
}

function documented(): string {
  const modules = engine.filter(({ hasDocstring }) => hasDocstring).length;
  const functions = sum(engine, (file) => file.documented) / sum(engine, (file) => file.public);
  return `${Math.round(100 * functions)} %; ${modules} of ${engine.length} modules`;
}

/** Imports from one room of core/ to another; an arrow is a pair of rooms. */
function tellRooms(files: readonly FileMeasures[]): void {
  const roomOf = (file: string) => file.split('/')[1] ?? '';
  const rooms = [...new Set(files.map(({ file }) => roomOf(file)))].sort();
  const uses = new Map(rooms.map((room) => [room, new Set<string>()]));
  for (const { file, imports } of files) {
    for (const other of imports.filter((each) => each.startsWith('core/')).map(roomOf)) {
      if (other !== roomOf(file)) uses.get(roomOf(file))?.add(other);
    }
  }
  console.log('\n| room of core/ | files | uses |\n| --- | --- | --- |');
  for (const room of rooms) {
    const count = files.filter(({ file }) => roomOf(file) === room).length;
    console.log(`| ${room} | ${count} | ${[...(uses.get(room) ?? [])].sort().join(', ')} |`);
  }
  const arrows = sum([...uses.values()], ({ size }) => size);
  console.log(`\n${rooms.length} rooms, ${arrows} arrows; eslint refuses one against the order.`);
}
