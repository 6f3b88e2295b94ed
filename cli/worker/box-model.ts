/**
 * Which model a box works with. A job gets the model that it asks for, so a box joins with one that the
 * deployment declares, and by default with the deployment's default.
 */
import path from 'node:path';
import { modelName, modelSources, type ModelSource, type Wanted } from '../../ami/model-source.ts';
import type { ModelsLock } from '../../ami/models-lock.ts';
import { defaultModel } from '../../core/transcript/model-name.ts';
import { NotJoinable } from './pools.ts';

export interface BoxModel {
  /** `shipped`: the one in model/micro-whisper, which is made for trying. */
  source: ModelSource | 'shipped';
  /** The box does jobs of the model with this name, too; undefined: of its own model alone. */
  standInFor?: string;
}

interface Asked extends Omit<Wanted, 'text'> {
  /** A size of KB-Whisper, a name on Hugging Face or a folder; undefined: the deployment's default. */
  text: string | undefined;
  stage: string;
  /** Names of the models that the deployment declares, the default first. */
  declared: readonly string[];
  /** On the embedded cloud the shipped model stands for the default. */
  isEmbedded: boolean;
}

/** @throws NotJoinable if the deployment does not declare it, NotPossible if it is unknown */
export async function boxModel({
  stage,
  declared,
  isEmbedded,
  ...asked
}: Asked): Promise<BoxModel> {
  if (asked.text === undefined && isEmbedded) {
    return { source: 'shipped', standInFor: defaultModel(declared) };
  }
  const text = asked.text ?? repositoryOf(defaultModel(declared), asked.lock);
  const [source, ...more] = await modelSources({ ...asked, text });
  if (!source || more.length > 0) throw new NotJoinable('--model: a box works with one model.');
  const name = modelName(source);
  if (declared.includes(name)) return { source };
  const remedy = isEmbedded
    ? 'Join with one of these: --model'
    : `Join with one of these (--model), or declare it: npm run deploy -- --stage ${stage} --param models=${[...declared, name].join(',')}`;
  throw new NotJoinable(
    `The model is called ${name}, and spotscribe-${stage} declares ${declared.join(', ')}: jobs would get another model than they ask for. ${remedy}`,
  );
}

/** A repository of the lock file by the name of its model. */
function repositoryOf(name: string, lock: ModelsLock): string {
  const repository = Object.keys(lock).find((one) => path.basename(one) === name);
  if (repository !== undefined) return repository;
  throw new NotJoinable(
    `The deployment's default model is ${name}, and ami/models.lock.json does not say where to fetch it. Name its repository on Hugging Face or its folder: --model`,
  );
}
