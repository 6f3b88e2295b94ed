/** An archive of stub audio below an owner's prefix, with files that are no good and names of folders. */
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { scriptAudio } from '../../chaos/script.ts';
import type { CloudHarness } from '../../local/cloud-harness.ts';

export interface ArchiveSizes {
  /** Audio files, with the bad ones. */
  files: number;
  bad: number;
  /** Keys that end with a slash, without content: S3's consoles make them. */
  folders: number;
}

export interface Archive {
  /** `s3://bucket/in/<owner>/…/` */
  address: string;
  keys: string[];
  bad: string[];
}

const AT_ONCE = 16;
/** Names that are encoded in an address or a header, of which one is a formula of spreadsheets. */
const NAMES = ['intervju', 'möte åäö', 'a+b', '100 %', '=SUM(1)', "it's (1)", 'två  blanksteg'];

/** What is wrong with a file, in turn: two are seen before a job, two by the engine. */
export const BAD_KINDS = ['unreadable', 'text', 'too-long', 'empty'] as const;
export type BadKind = (typeof BAD_KINDS)[number];

interface Named {
  /** Name of its folder. */
  name: string;
  kinds?: readonly BadKind[];
  owner?: string;
}

export async function makeArchive(
  harness: CloudHarness,
  { files, bad, folders }: ArchiveSizes,
  { name, kinds = BAD_KINDS, owner = harness.cloud.info.owner }: Named,
): Promise<Archive> {
  const { audioBucket: Bucket } = harness.cloud.info;
  const prefix = `in/${owner}/${name}/`;
  const isBad = (nth: number) => bad > 0 && nth % Math.ceil(files / bad) === 0;
  const badOnes: string[] = [];
  const objects = Array.from({ length: files }, (_, nth) => {
    const key = `${prefix}${String(nth).padStart(5, '0')}/${NAMES[nth % NAMES.length] ?? ''}.wav`;
    const title = `${name} fil ${nth}`;
    if (!isBad(nth) || badOnes.length === bad) return { Key: key, Body: audioOf(title) };
    const kind = kinds[badOnes.length % kinds.length] ?? 'text';
    badOnes.push(key);
    return { Key: key, Body: badOf(kind, title) };
  });
  const markers = Array.from({ length: folders }, (_, nth) => ({
    Key: `${prefix}${String(nth).padStart(5, '0')}/`,
    Body: Buffer.alloc(0),
  }));
  const waiting = [...objects, ...markers];
  const put = async () => {
    for (let one = waiting.pop(); one; one = waiting.pop()) {
      await harness.s3.send(new PutObjectCommand({ Bucket, ...one }));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, put));
  const keys = objects.map(({ Key }) => Key);
  return { address: `s3://${Bucket}/${prefix}`, keys, bad: badOnes };
}

function audioOf(title: string): Buffer {
  return scriptAudio({ title, windows: 1, paceSeconds: 0 }, { statesLength: true });
}

function badOf(kind: BadKind, title: string): Buffer {
  if (kind === 'text') return Buffer.from(`anteckningar: ${title}\n`);
  if (kind === 'empty') return Buffer.alloc(0);
  const script = { title, windows: 1, paceSeconds: 0, ending: kind, atWindow: 0 };
  return scriptAudio(script, { statesLength: true });
}
