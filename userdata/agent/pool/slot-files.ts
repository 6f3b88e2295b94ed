/** The slots of a pool machine, and the files of each. */
import type { AgentConfig } from '../agent-config.ts';

/** Numbers of the slots. */
export const SLOTS = [1, 2] as const;

/** The settings of a slot: its own files. */
export function slotConfig(config: AgentConfig, nth: number): AgentConfig {
  const workDir = `${config.workDir}/slot-${nth}`;
  return {
    ...config,
    workDir,
    audioFile: `${workDir}/audio`,
    checkpointFile: `${workDir}/checkpoint`,
    stateFile: slotStateFile(config, nth),
  };
}

export function slotStateFile({ stateFile }: Pick<AgentConfig, 'stateFile'>, nth: number): string {
  return stateFile.replace(/\.json$/, `-${nth}.json`);
}
