/**
 * `agent.mjs try`: transcribes the audio that lies in the work folder, without a job or AWS, and
 * writes the result beside it. The verification of an image (ami/on-verifier.sh) runs this in the
 * agent's service, so that the engine starts exactly as for a job: same command, user and sandbox.
 */
import { chown, writeFile } from 'node:fs/promises';
import type { EngineDone } from '../../core/transcript/engine-events.ts';
import type { AgentConfig } from './agent-config.ts';
import { Engine } from './engine.ts';
import { engineCommand } from './engine-command.ts';

export interface Tried {
  text: string;
  model: string;
  engine: EngineDone['engine'];
  /** Wall time of the engine's process. */
  seconds: number;
}

/** @throws JobFailure if the engine fails */
export async function tryEngine(config: AgentConfig): Promise<void> {
  const { audioFile: audio, checkpointFile: resume, modelFolder, workDir } = config;
  await writeFile(resume, '', { mode: 0o600 });
  for (const file of [audio, resume]) {
    if (config.engineUser) await chown(file, config.engineUser.uid, config.engineUser.gid);
  }
  const engine = new Engine({
    ...engineCommand(config, modelFolder),
    onDiagnostic: (line) => process.stderr.write(`${line}\n`),
  });
  const texts: string[] = [];
  engine.listen((event) => {
    if (event.event === 'segment') texts.push(event.text);
  });
  engine.ask({ audio, language: 'sv', words: false, channels: 'mix', resume });
  const { done, seconds } = await engine.outcome;
  const { model, engine: info } = done;
  const tried: Tried = { text: texts.join(' '), model, engine: info, seconds };
  await writeFile(`${workDir}/tried.json`, JSON.stringify(tried));
}
