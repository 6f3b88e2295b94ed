/**
 * Sound of a recording. Its address is signed and expires: it is asked for when it is first needed,
 * and renewed when it has expired, at the same place.
 */
import { signal } from '@preact/signals';
import { ApiProblem } from '../../app/api-problem.ts';
import type { Source } from '../source.ts';

export const RATES = [0.5, 0.75, 1, 1.25, 1.5, 1.75, 2] as const;
/** Before it expires, in ms. */
const RENEW_BEFORE = 60_000;

export type SoundState = 'unknown' | 'ready' | 'gone' | 'failed';

export class Player {
  readonly element = document.createElement('audio');
  readonly isPlaying = signal(false);
  readonly duration = signal(0);
  readonly rate = signal(1);
  readonly sound = signal<SoundState>('unknown');
  /** Changes with every seek, also while it is paused. */
  readonly seeks = signal(0);
  private readonly source: Pick<Source, 'audio'>;
  private expires = 0;
  private renewing: Promise<boolean> | undefined;
  private hasFailed = false;
  private stopAt = Infinity;
  /** What was asked for last: the address of the sound may come later than the next command. */
  private isWanted = false;

  constructor(source: Pick<Source, 'audio'>) {
    this.source = source;
    this.element.preload = 'metadata';
    this.listen();
  }

  get time(): number {
    return this.element.currentTime;
  }

  /** Asks for the address, so that the first click plays at once. */
  async load(): Promise<void> {
    await this.fresh();
  }

  async play(): Promise<void> {
    this.isWanted = true;
    const isThere = await this.fresh();
    if (!isThere) this.isWanted = false;
    await this.playIfWanted();
  }

  private async playIfWanted(): Promise<void> {
    if (this.isWanted) await this.element.play().catch(() => undefined);
  }

  pause(): void {
    this.isWanted = false;
    this.element.pause();
  }

  toggle(): void {
    if (this.isWanted) this.pause();
    else void this.play();
  }

  seek(seconds: number): void {
    const end = this.duration.value || Infinity;
    this.element.currentTime = Math.min(Math.max(0, seconds), end);
    this.stopAt = Infinity;
    this.seeks.value += 1;
  }

  skip(seconds: number): void {
    this.seek(this.time + seconds);
  }

  playFrom(seconds: number): void {
    this.seek(seconds);
    void this.play();
  }

  /** Plays a stretch, and no further. */
  playSpan(start: number, end: number): void {
    this.seek(start);
    this.stopAt = end;
    void this.play();
  }

  setRate(rate: number): void {
    this.rate.value = rate;
    this.element.defaultPlaybackRate = rate;
    this.element.playbackRate = rate;
  }

  /** The next speed up or down. */
  changeRate(by: 1 | -1): void {
    const at = RATES.findIndex((rate) => rate === this.rate.value);
    this.setRate(RATES[Math.min(Math.max(0, at + by), RATES.length - 1)] ?? 1);
  }

  leave(): void {
    this.element.pause();
    this.element.removeAttribute('src');
    this.element.load();
  }

  private listen(): void {
    const { element } = this;
    const playing = () => {
      this.isPlaying.value = !element.paused;
      // Also by a key of the computer, and at the end.
      if (element.paused) this.isWanted = false;
    };
    for (const event of ['play', 'pause', 'ended']) element.addEventListener(event, playing);
    element.addEventListener('loadedmetadata', () => {
      this.sound.value = 'ready';
      if (Number.isFinite(element.duration)) this.duration.value = element.duration;
    });
    element.addEventListener('timeupdate', () => {
      if (element.currentTime < this.stopAt) return;
      this.stopAt = Infinity;
      this.pause();
    });
    element.addEventListener('playing', () => (this.hasFailed = false));
    element.addEventListener('error', () => void this.again());
  }

  /** After an error: once with a new address, since the old one may have expired. */
  private async again(): Promise<void> {
    if (!this.element.hasAttribute('src')) return;
    if (this.hasFailed) {
      this.sound.value = 'failed';
      return;
    }
    this.hasFailed = true;
    const wasPlaying = this.isPlaying.value;
    this.expires = 0;
    if ((await this.fresh()) && wasPlaying) await this.play();
  }

  private fresh(): Promise<boolean> {
    if (Date.now() < this.expires - RENEW_BEFORE) return Promise.resolve(true);
    this.renewing ??= this.renew().finally(() => (this.renewing = undefined));
    return this.renewing;
  }

  private async renew(): Promise<boolean> {
    try {
      const { url, expiresAt } = await this.source.audio();
      const { currentTime } = this.element;
      this.element.src = url;
      this.element.currentTime = currentTime;
      this.element.playbackRate = this.rate.value;
      this.expires = Date.parse(expiresAt);
      return true;
    } catch (error) {
      const isGone = error instanceof ApiProblem && error.status === 404;
      this.sound.value = isGone ? 'gone' : 'failed';
      return false;
    }
  }
}
