/** Build id: a hash of everything that an image is built from. */
import { createHash } from 'node:crypto';
import { readdirSync } from 'node:fs';
import path from 'node:path';
import { PROJECT } from '../computer/project.ts';
import { stampOf } from '../computer/stamp.ts';
import { ANALYSIS_LOCK } from './analysis-lock.ts';
import { analysisIdentity, type AnalysisSource } from './analysis-source.ts';
import { modelIdentity, type ModelSource } from './model-source.ts';
import { MODELS_LOCK } from './models-lock.ts';
import { namesIdentity, type NamesSource } from './name-model.ts';
import { speakersIdentity } from './speaker-networks.ts';

const SOURCES = ['core', 'userdata', 'package-lock.json'];

interface Inputs {
  /** Id of the base image; a new base image gives a new build id. */
  base: string;
  models: readonly ModelSource[];
  analysis?: AnalysisSource | undefined;
  /** Folder of the networks that tell speakers apart. */
  speakers?: string | undefined;
  names?: NamesSource | undefined;
  /** SHA-256 of the Node program. */
  node: string;
}

export function buildId({ base, models, analysis, speakers, names, node }: Inputs): string {
  const sources = stampOf('', [...ownSources(), ...SOURCES], [base, node]).value;
  const identities = [
    ...models.map(modelIdentity),
    analysisIdentity(analysis),
    speakersIdentity(speakers),
    namesIdentity(names),
  ];
  const text = [sources, ...identities].join(' ').trimEnd();
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}

/** The container's recipe makes nothing of the image. */
const CONTAINER = 'container';

/**
 * Without the lock files: the commits of the build's models are in their identity, and a hash that the
 * first build records changes nothing of the image.
 */
function ownSources(): string[] {
  const locks = [MODELS_LOCK, ANALYSIS_LOCK].map((file) => path.basename(file));
  const others = [...locks, CONTAINER];
  const names = readdirSync(path.join(PROJECT, 'ami')).filter((name) => !others.includes(name));
  return names.sort().map((name) => `ami/${name}`);
}
