/** The image's program for language models, as its own description has it. */
import { readFile } from 'node:fs/promises';
import { AnalysisProgram } from '../../core/analysis/program.ts';

/** @param home of the image @returns undefined if the image has none, or one that is not understood */
export async function imageProgram(home: string): Promise<AnalysisProgram | undefined> {
  try {
    const text = await readFile(`${home}/analysis/program.json`, 'utf8');
    return AnalysisProgram.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
