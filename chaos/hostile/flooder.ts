/** Takes as much as the API gives of everything that all owners share. */
import type { Ask, Neighbour } from './neighbour.ts';
import { audioOf } from './recordings.ts';
import { upload } from './upload.ts';

/** Fields of a form; a reader of forms that is worse than linear needs seconds for them. */
const FIELDS = 8000;

const FORM = form();

export async function flood(neighbour: Neighbour): Promise<void> {
  const silence = { filename: 'silence.wav', content: audioOf('silence.wav') };
  const held = await upload(neighbour, silence);
  await Promise.all([
    neighbour.repeat(4, () => neighbour.ask({ path: `/jobs/${held}?wait=20` })),
    neighbour.repeat(2, async () => {
      const jobId = await upload(neighbour, silence);
      if (jobId) await neighbour.ask({ path: `/jobs/${jobId}/cancel`, method: 'POST' });
    }),
    neighbour.repeat(2, () => webhookTest(neighbour)),
    neighbour.repeat(1, () => neighbour.ask({ path: '/v1/audio/transcriptions', form: FORM })),
    neighbour.repeat(1, () => neighbour.ask({ path: '/jobs?limit=100' })),
  ]);
}

async function webhookTest(neighbour: Neighbour): Promise<void> {
  await neighbour.ask({ path: '/webhooks/test', json: neighbour.harness.webhook });
}

function form(): NonNullable<Ask['form']> {
  const boundary = 'b';
  const field = `--${boundary}\r\nContent-Disposition: form-data; name="a[]"\r\n\r\n\r\n`;
  return { boundary, body: Buffer.from(`${field.repeat(FIELDS)}--${boundary}--\r\n`) };
}
