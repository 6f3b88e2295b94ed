/** The language model to build an image with: its options on the command line, and what they stand for. */
import { existsSync, globSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import * as z from 'zod';
import { ModelName } from '../core/transcript/model-name.ts';
import { unknownOf, type AnalysisLock } from './analysis-lock.ts';
import { NotPossible } from './errors.ts';

/** Folders of ami/analysis. */
export const RECIPES = ['llama.cpp', 'vllm', 'voxtral'] as const;
export type Recipe = (typeof RECIPES)[number];

/** Default model of each recipe, by its name in the lock file; vllm has none: name a folder. */
const DEFAULT_MODELS: Partial<Record<Recipe, string>> = {
  'llama.cpp': 'gemma-4-12b',
  voxtral: 'voxtral-mini-3b',
};

const About = z.looseObject({ name: ModelName, languages: z.array(z.string()).default([]) });

/** about.json beside the weights. */
export interface AboutModel {
  readonly name: string;
  readonly languages: readonly string[];
  readonly contextTokens: number;
}

export type AnalysisSource = { readonly recipe: Recipe; readonly model: string } & (
  | { readonly directory: string; readonly languages: readonly string[] }
  | {
      readonly repository: string;
      readonly commit: string;
      readonly files: Readonly<Record<string, { bytes: number | null; sha256: string | null }>>;
      readonly about: AboutModel;
    }
);

interface Wanted {
  recipe: string;
  /** A name of the lock file or a folder with about.json; undefined: the recipe's default. */
  model: string | undefined;
  lock: AnalysisLock;
}

/** @throws NotPossible if it is unknown, not pinned, or of another recipe */
export function analysisSource({ recipe: text, model, lock }: Wanted): AnalysisSource {
  const recipe = RECIPES.find((one) => one === text);
  if (recipe === undefined) {
    throw new NotPossible(`--with-analysis: "${text}" is none of ${RECIPES.join(', ')}.`);
  }
  const name = model ?? DEFAULT_MODELS[recipe];
  if (name === undefined) {
    throw new NotPossible(`--with-analysis ${recipe}: name a model with --analysis-model DIR.`);
  }
  const locked = lock[name];
  if (locked === undefined) return ofDirectory(recipe, name);
  if (locked.recipe !== recipe) {
    throw new NotPossible(`--analysis-model: ${name} is for the recipe ${locked.recipe}.`);
  }
  const { repository, commit, files, languages, contextTokens } = locked;
  const unknown = unknownOf(locked);
  if (commit === null || unknown.length > 0) {
    throw new NotPossible(
      `--analysis-model: of ${name} the lock file does not know ${unknown.join(', ')}, so nothing is built with it. Pin what the hub states: npm run ami -- pin --analysis-model ${name}`,
    );
  }
  return {
    recipe,
    model: name,
    repository,
    commit,
    files,
    about: { name, languages, contextTokens },
  };
}

function ofDirectory(recipe: Recipe, text: string): AnalysisSource {
  const directory = path.resolve(text);
  const file = path.join(directory, 'about.json');
  if (!existsSync(file)) {
    throw new NotPossible(
      `--analysis-model: "${text}" is neither in the lock file nor a folder with an about.json.`,
    );
  }
  const about = About.safeParse(JSON.parse(readFileSync(file, 'utf8')));
  if (!about.success) {
    throw new NotPossible(`${file} is not of its form:\n${z.prettifyError(about.error)}`);
  }
  return { recipe, directory, model: about.data.name, languages: about.data.languages };
}

/** Bytes of its weights. */
export function analysisBytes(source: AnalysisSource | undefined): number {
  if (source === undefined) return 0;
  const sizes =
    'directory' in source
      ? globSync('**', { cwd: source.directory, withFileTypes: true })
          .filter((entry) => entry.isFile() || entry.isSymbolicLink())
          .map((entry) => statSync(path.join(entry.parentPath, entry.name)).size)
      : Object.values(source.files).map(({ bytes }) => bytes ?? 0);
  return sizes.reduce((sum, bytes) => sum + bytes, 0);
}

/** What identifies it in a build's id; of a folder its files' names, sizes and times. */
export function analysisIdentity(source: AnalysisSource | undefined): string {
  if (source === undefined) return '';
  if ('repository' in source) {
    return `${source.recipe} ${source.repository}@${source.commit} ${JSON.stringify(source.about)}`;
  }
  const files = globSync('**', { cwd: source.directory })
    .sort()
    .map((name) => {
      const { size, mtimeMs } = statSync(path.join(source.directory, name));
      return `${name} ${size} ${mtimeMs}`;
    });
  return [source.recipe, ...files].join('\n');
}

/** What to know before one chooses the model; undefined if there is nothing. */
export function warningOf(source: AnalysisSource): string | undefined {
  const languages = 'directory' in source ? source.languages : source.about.languages;
  if (languages.length === 0 || languages.includes('sv')) return undefined;
  return `The makers of ${source.model} list ${languages.join(', ')}, not Swedish: what it says of Swedish speech is worth less.`;
}
