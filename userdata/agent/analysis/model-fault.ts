/** How the program of a language model can fail; what becomes of the analysis is decided by its asker. */
export type FaultKind =
  'crashed' | 'silent' | 'out-of-memory' | 'damaged' | 'does-not-fit' | 'refused';

export class ModelFault extends Error {
  readonly kind: FaultKind;
  /** Before the program was ready: another start would end in the same way. */
  readonly isOfStart: boolean;
  /** What the program said, if it answered with an error. */
  readonly said: string | undefined;

  constructor(kind: FaultKind, of: { isOfStart?: boolean; said?: string; cause?: unknown } = {}) {
    super(`The language model's program: ${kind}.`, { cause: of.cause });
    this.name = 'ModelFault';
    this.kind = kind;
    this.isOfStart = of.isOfStart ?? false;
    this.said = of.said;
  }
}

const OUT_OF_MEMORY =
  /out of memory|failed to allocate|cudaMalloc failed|OutOfMemoryError|ErrorOutOfDeviceMemory/i;

export function saysOutOfMemory(text: string): boolean {
  return OUT_OF_MEMORY.test(text);
}
