/** What a model for names finds in examples, by the engine's own program. */
import { spawnSync } from 'node:child_process';
import { symlinkSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import * as z from 'zod';
import { NAME_FILES } from '../../ami/name-model.ts';
import { PROJECT } from '../../computer/project.ts';
import { ensurePython } from '../../computer/python-venv.ts';
import { runCommand } from '../../computer/run-command.ts';
import { withTemporaryFolder } from '../../computer/temporary-folder.ts';
import { NameSpan, wordsOfSegments } from '../../core/redaction/name-spans.ts';
import { NameModel } from '../../core/redaction/names-search.ts';
import type { Example } from './test-set.ts';

const environment = { PYTHONPATH: path.join(PROJECT, 'userdata/engine') };
const MOST_OUTPUT = 256 * 1024 ** 2;
const Result = z.object({ model: NameModel, spans: z.array(NameSpan) });

/** The program read the examples, or did not. */
export class ModelFailed extends Error {
  override readonly name = 'ModelFailed';
}

export interface NamesOfExamples {
  model: NameModel;
  /** Wall time with the loading. */
  seconds: number;
  words: number;
  /** For each example; segments are counted within it. */
  spans: NameSpan[][];
}

/**
 * Reads all examples as one text, as a transcript is read.
 * @param folder model.onnx, tokenizer.json and config.json
 * @throws ModelFailed, CommandFailed
 */
export async function modelNames(
  folder: string,
  examples: readonly Example[],
): Promise<NamesOfExamples> {
  const python = await ensurePython(console.error, ['engine', 'speakers', 'names']);
  return withTemporaryFolder(async (sealed) => {
    for (const file of NAME_FILES) {
      symlinkSync(path.resolve(folder, file), path.join(sealed, file));
    }
    const seal = ['-m', 'fast_transcribe.names.model_files', sealed, path.basename(folder)];
    await runCommand({ program: python, args: seal, environment });
    const began = performance.now();
    const words = wordsOfSegments(examples.flatMap(({ segments }) => segments));
    const { model, spans } = read(python, sealed, words);
    const seconds = (performance.now() - began) / 1000;
    return { model, seconds, words: words.flat().length, spans: byExample(examples, spans) };
  });
}

function read(python: string, folder: string, words: string[][]): z.infer<typeof Result> {
  const threads = String(availableParallelism());
  const args = ['-m', 'fast_transcribe', 'names', '--model', folder, '--threads', threads];
  const { stdout, status } = spawnSync(python, args, {
    env: { ...process.env, ...environment },
    input: JSON.stringify(words),
    maxBuffer: MOST_OUTPUT,
    stdio: ['pipe', 'pipe', 'inherit'],
    encoding: 'utf8',
  });
  const last = stdout.trimEnd().split('\n').at(-1) ?? '';
  if (status !== 0) throw new ModelFailed(`The model for names could not be measured: ${last}`);
  return Result.parse(JSON.parse(last));
}

function byExample(examples: readonly Example[], spans: readonly NameSpan[]): NameSpan[][] {
  const owner = examples.flatMap(({ segments }, nth) =>
    segments.map((_, segment) => ({ nth, segment })),
  );
  const own: NameSpan[][] = examples.map(() => []);
  for (const span of spans) {
    const place = owner[span.segment];
    if (place) own[place.nth]?.push({ ...span, segment: place.segment });
  }
  return own;
}
