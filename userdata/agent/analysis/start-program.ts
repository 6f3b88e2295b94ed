/** Starts the program of a language model: which device, whether it fits and is whole, until it answers. */
import { existsSync } from 'node:fs';
import { readAhead } from '../read-ahead.ts';
import { ChatProgram } from './chat-program.ts';
import type { LanguageModelOptions } from './language-model-options.ts';
import { ModelFault } from './model-fault.ts';
import { orAborted } from './or-aborted.ts';
import { isDamaged } from './program.ts';

/** @throws ModelFault, or the reason of `closed`; nothing runs then */
export async function startProgram(
  of: LanguageModelOptions,
  closed: AbortSignal,
): Promise<{ program: ChatProgram; device: string }> {
  const { image, engine, config, log } = of;
  closed.throwIfAborted();
  if (await isDamaged(image, 'cheap')) throw new ModelFault('damaged', { isOfStart: true });
  const known = await orAborted(engine.known(), closed);
  if (known?.memory?.fits === false) throw new ModelFault('does-not-fit', { isOfStart: true });
  const device = known?.device ?? likelyDevice();
  const { home } = config;
  // An image's boot reads ahead what every job needs; few need this.
  if (home !== undefined && Object.keys(image.program.files).length > 0) {
    readAhead(image.home, { home }, log);
  }
  const program = await ChatProgram.start({ ...of, device, user: config.analysis.user });
  await load(program, of, closed);
  return { program, device };
}

async function load(
  program: ChatProgram,
  { clock, config, image }: LanguageModelOptions,
  closed: AbortSignal,
): Promise<void> {
  const [late, over] = [new AbortController(), new AbortController()];
  clock.sleep(config.analysis.loadMs, over.signal).then(
    () => late.abort(new ModelFault('silent', { isOfStart: true })),
    () => undefined, // it was in time
  );
  try {
    await program.whenReady(AbortSignal.any([late.signal, closed]));
  } catch (error) {
    await program.kill();
    const isCrash = error instanceof ModelFault && error.kind === 'crashed';
    if (!isCrash || !(await isDamaged(image, 'whole'))) throw error;
    throw new ModelFault('damaged', { isOfStart: true, cause: error });
  } finally {
    over.abort();
  }
}

/** Where no engine has tried it. */
function likelyDevice(): string {
  return existsSync('/dev/nvidiactl') ? 'cuda' : 'cpu';
}
