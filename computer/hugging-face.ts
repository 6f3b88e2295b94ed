/** Address of the hub that models are downloaded from; another one as for Hugging Face's own tools. */
export const HUB = process.env['HF_ENDPOINT'] ?? 'https://huggingface.co';

const PATIENCE_MS = 10_000;

/** Whether the hub can be reached from this computer. */
export async function isHubThere(hub = HUB): Promise<boolean> {
  try {
    await fetch(hub, { method: 'HEAD', signal: AbortSignal.timeout(PATIENCE_MS) });
    return true;
  } catch {
    return false; // whatever the reason, a download would fail as well
  }
}
