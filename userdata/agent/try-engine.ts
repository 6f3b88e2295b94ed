/**
 * `agent.mjs try`: transcribes the audio that lies in the work folder with each model of the image,
 * without a job or AWS, and writes the results beside it. The verification of an image
 * (ami/on-verifier.sh) runs this in the agent's service, so that the engine starts exactly as for a
 * job: same command, user and sandbox.
 */
import { chown, writeFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { EngineDone } from '../../core/transcript/engine-events.ts';
import type { AgentConfig } from './agent-config.ts';
import { Engine } from './engine.ts';
import { engineCommand } from './engine-command.ts';
import { modelFolders } from './image-models.ts';
import type { Log } from './log.ts';
import { readAhead } from './read-ahead.ts';

export interface Tried {
  text: string;
  model: string;
  /** The model's folder, below the image's. */
  folder: string;
  engine: EngineDone['engine'];
  /** Wall time of the engine's process. */
  seconds: number;
}

/** @throws JobFailure if the engine fails with one of them */
export async function tryEngine(config: AgentConfig, log: Pick<Log, 'warn'>): Promise<void> {
  const tried: Tried[] = [];
  for (const folder of await modelFolders(config)) {
    readAhead(folder, config, log);
    tried.push(await tryModel(folder, config));
  }
  await writeFile(`${config.workDir}/tried.json`, JSON.stringify(tried));
}

async function tryModel(folder: string, config: AgentConfig): Promise<Tried> {
  const { audioFile: audio, checkpointFile: resume, home } = config;
  await writeFile(resume, '', { mode: 0o600 });
  for (const file of [audio, resume]) {
    if (config.engineUser) await chown(file, config.engineUser.uid, config.engineUser.gid);
  }
  const engine = new Engine({
    ...engineCommand(config, folder),
    onDiagnostic: (line) => process.stderr.write(`${line}\n`),
  });
  const texts: string[] = [];
  engine.listen((event) => {
    if (event.event === 'segment') texts.push(event.text);
  });
  engine.ask({ audio, language: 'sv', words: false, channels: 'mix', resume });
  const { done, seconds } = await engine.outcome;
  const { model, engine: info } = done;
  return { text: texts.join(' '), model, folder: relative(home, folder), engine: info, seconds };
}
