/** What `npm run transcribe` sets up for `--speakers`: ONNX Runtime and the networks. */
import { ensureSpeakerNetworks, SpeakerNetworksMissing } from '../ami/speaker-networks.ts';
import type { PythonNeed } from '../computer/python-venv.ts';

/** @param options of the engine */
export function pythonNeeds(options: readonly string[]): readonly PythonNeed[] {
  return asksForSpeakers(options) ? ['engine', 'speakers'] : ['engine'];
}

/**
 * The engine's option for the networks, made where they are missing. Without them it transcribes
 * without speakers, and says so.
 */
export async function speakerModels(
  options: readonly string[],
  python: string,
  progress: (line: string) => void,
): Promise<string[]> {
  const isNamed = options.some((option) => /^--speaker-models(=|$)/.test(option));
  if (!asksForSpeakers(options) || isNamed || process.env.FAST_TRANSCRIBE_SPEAKERS) return [];
  try {
    return ['--speaker-models', await ensureSpeakerNetworks(python, progress)];
  } catch (error) {
    if (!(error instanceof SpeakerNetworksMissing)) throw error;
    progress(error.message);
    return [];
  }
}

function asksForSpeakers(options: readonly string[]): boolean {
  const values = options.flatMap((option, at) => {
    if (option === '--speakers') return [options[at + 1]];
    return option.startsWith('--speakers=') ? [option.slice('--speakers='.length)] : [];
  });
  return values.some((value) => value !== 'off');
}
