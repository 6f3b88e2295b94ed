/** Length of a file in seconds, by the browser's own decoder; null if it cannot tell. */

const PATIENCE_MS = 10_000;

export async function lengthOf(file: File): Promise<number | null> {
  const address = URL.createObjectURL(file);
  const audio = new Audio();
  audio.preload = 'metadata';
  try {
    return await new Promise<number | null>((resolve) => {
      setTimeout(() => resolve(null), PATIENCE_MS);
      audio.onerror = () => resolve(null);
      // A stream, such as what a browser records, has no end in its header.
      audio.onloadedmetadata = () =>
        resolve(Number.isFinite(audio.duration) && audio.duration > 0 ? audio.duration : null);
      audio.src = address;
    });
  } finally {
    audio.removeAttribute('src');
    URL.revokeObjectURL(address);
  }
}
