import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import path from 'node:path';
import { handOver } from './disk.ts';
import { Ec2Error } from './ec2-error.ts';
import type { Instance } from './instance.ts';

/** A machine image made outside this EC2. */
export interface ImageSource {
  readonly id: string;
  /** Folder with the content of its `/`; undefined for an empty disk. */
  readonly root?: string | undefined;
}

export interface Snapshot {
  readonly id: string;
  readonly startedAt: Date;
  readonly tags: Record<string, string>;
}

export interface MachineImage extends ImageSource {
  readonly name: string;
  readonly createdAt: Date;
  readonly snapshot: Snapshot | undefined;
  readonly tags: Record<string, string>;
  state: 'pending' | 'available' | 'failed';
}

export interface ImageRequest {
  readonly instance: Instance;
  readonly name: string;
  readonly tags: Readonly<Record<'image' | 'snapshot', Record<string, string>>>;
}

/** A cloud's machine images and their snapshots, by id. */
export class RegisteredImages {
  readonly #directory: string;
  readonly #images = new Map<string, MachineImage>();
  readonly #snapshots = new Map<string, Snapshot>();

  /** @param directory where the disks of created images are kept */
  constructor(directory: string, given: readonly ImageSource[] = []) {
    this.#directory = directory;
    for (const source of given) this.offer(source);
  }

  /** Registers an image made outside, such as AWS's base images. */
  offer(source: ImageSource): void {
    const createdAt = new Date();
    const known = { name: source.id, createdAt, snapshot: undefined, tags: {} };
    this.#images.set(source.id, { ...source, ...known, state: 'available' });
  }

  all(): MachineImage[] {
    return [...this.#images.values()];
  }

  snapshots(): Snapshot[] {
    return [...this.#snapshots.values()];
  }

  /** @throws Ec2Error InvalidAMIID.NotFound */
  require(id: string): MachineImage {
    const image = this.#images.get(id);
    if (image) return image;
    throw new Ec2Error('InvalidAMIID.NotFound', `The image id '[${id}]' does not exist`);
  }

  /** @throws Ec2Error InvalidAMIID.NotFound, InvalidAMIID.Unavailable */
  requireAvailable(id: string): MachineImage {
    const image = this.require(id);
    if (image.state === 'available') return image;
    throw new Ec2Error(
      'InvalidAMIID.Unavailable',
      `The image ID '[${id}]' is not yet available; it is ${image.state}`,
    );
  }

  /** @throws Ec2Error InvalidSnapshot.NotFound */
  requireSnapshot(id: string): Snapshot {
    const snapshot = this.#snapshots.get(id);
    if (snapshot) return snapshot;
    throw new Ec2Error('InvalidSnapshot.NotFound', `The snapshot '${id}' does not exist.`);
  }

  /** Image or snapshot with this id, for tagging; undefined for an id of another kind. */
  tagged(id: string): MachineImage | Snapshot | undefined {
    if (id.startsWith('ami-')) return this.require(id);
    return id.startsWith('snap-') ? this.requireSnapshot(id) : undefined;
  }

  /**
   * Creates an image from an instance's disk; pending until the disk is moved.
   * @throws Ec2Error InvalidAMIName.Duplicate, IncorrectInstanceState
   */
  create({ instance, name, tags }: ImageRequest): MachineImage {
    this.#refuseDuplicate(name);
    refuseOthersThanStopped(instance);
    const id = `ami-${newId()}`;
    const createdAt = new Date();
    const snapshot = { id: `snap-${newId()}`, startedAt: createdAt, tags: { ...tags.snapshot } };
    const root = path.join(this.#directory, id);
    const image: MachineImage = {
      ...{ id, name, root, createdAt, snapshot },
      tags: { ...tags.image },
      state: 'pending',
    };
    this.#images.set(id, image);
    this.#snapshots.set(snapshot.id, snapshot);
    void handOver(instance.root, root).then(
      () => (image.state = 'available'),
      () => (image.state = 'failed'),
    );
    return image;
  }

  /** Running instances keep their disk; the snapshot stays. */
  async deregister(id: string): Promise<void> {
    const image = this.require(id);
    this.#images.delete(id);
    if (image.snapshot && image.root) await rm(image.root, { recursive: true, force: true });
  }

  /** @throws Ec2Error InvalidSnapshot.InUse while an image uses it */
  deleteSnapshot(id: string): void {
    this.requireSnapshot(id);
    const user = this.all().find(({ snapshot }) => snapshot?.id === id);
    if (user) {
      throw new Ec2Error(
        'InvalidSnapshot.InUse',
        `The snapshot ${id} is currently in use by ${user.id}`,
      );
    }
    this.#snapshots.delete(id);
  }

  #refuseDuplicate(name: string): void {
    const same = this.all().find((image) => image.name === name);
    if (!same) return;
    throw new Ec2Error(
      'InvalidAMIName.Duplicate',
      `AMI name ${name} is already in use by AMI ${same.id}`,
    );
  }
}

/** EC2 would reboot a running instance for this; not supported here. */
function refuseOthersThanStopped({ id, state }: Instance): void {
  if (state === 'stopped') return;
  throw new Ec2Error(
    'IncorrectInstanceState',
    `Instance '${id}' is '${state}'; this EC2 makes images of stopped instances only`,
  );
}

function newId(): string {
  return randomBytes(9).toString('hex').slice(0, 17);
}
