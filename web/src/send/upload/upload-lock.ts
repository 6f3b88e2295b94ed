/** One tab sends an upload: the others neither send it nor offer to go on with it. */

const nameOf = (uploadId: string) => `spotscribe-upload-${uploadId}`;

/** Another tab of this browser sends the file. */
export class SentByAnotherTab extends Error {
  override readonly name = 'SentByAnotherTab';
}

/** @throws SentByAnotherTab */
export async function alone(uploadId: string, send: () => Promise<void>): Promise<void> {
  await navigator.locks.request(nameOf(uploadId), { ifAvailable: true }, async (lock) => {
    if (lock === null) throw new SentByAnotherTab();
    await send();
  });
}

export async function isBeingSent(uploadId: string): Promise<boolean> {
  const { held = [] } = await navigator.locks.query();
  return held.some(({ name }) => name === nameOf(uploadId));
}
