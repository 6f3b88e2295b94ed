import { vi } from 'vitest';

/** Lines that a call writes to standard output: a function's log. */
export function written(call: () => void): string[] {
  const texts: string[] = [];
  const write = vi.spyOn(process.stdout, 'write');
  write.mockImplementation((text) => texts.push(String(text)) > 0);
  try {
    call();
  } finally {
    write.mockRestore();
  }
  return texts
    .join('')
    .split('\n')
    .filter((line) => line !== '');
}
