/** Keeps the screen of a phone on, which would stop the microphone; browsers without it record on. */
export function staysAwake(): () => void {
  if (!('wakeLock' in navigator)) return () => undefined;
  const asked = navigator.wakeLock.request('screen').catch(() => undefined);
  return () => void asked.then((lock) => lock?.release());
}
