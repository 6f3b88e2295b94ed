/** Records with the microphone, as Opus in WebM or AAC in MP4, whichever the browser makes. */
import { signal } from '@preact/signals';

export type MicrophoneProblem = 'refused' | 'none' | 'busy' | 'insecure' | 'unsupported';

export type MicrophoneState =
  | { readonly is: 'off' }
  | { readonly is: 'asking' }
  /** `lost`: the microphone was taken away; what was recorded is kept. */
  | { readonly is: 'recording' | 'paused' | 'lost' }
  | { readonly is: 'failed'; readonly because: MicrophoneProblem };

/** The engine's limit. */
export const LONGEST_SECONDS = 12 * 3600;
/** Clear speech; an hour has 29 MB. */
const BITS_PER_SECOND = 64_000;
const TYPES = ['audio/webm;codecs=opus', 'audio/mp4', 'audio/ogg;codecs=opus'];
const PIECE_MS = 1000;

export class Microphone {
  readonly state = signal<MicrophoneState>({ is: 'off' });
  readonly seconds = signal(0);
  #stream: MediaStream | undefined;
  #recorder: MediaRecorder | undefined;
  #pieces: Blob[] = [];
  #clock: number | undefined;
  #countedAt = 0;

  async start(): Promise<void> {
    this.state.value = { is: 'asking' };
    try {
      this.#stream = await openMicrophone();
      this.#record(this.#stream);
      for (const track of this.#stream.getTracks()) track.onended = () => this.#halt('lost');
    } catch (error) {
      this.#close();
      this.state.value = { is: 'failed', because: problemOf(error) };
    }
  }

  #record(stream: MediaStream): void {
    const mimeType = TYPES.find((type) => MediaRecorder.isTypeSupported(type));
    if (mimeType === undefined) throw new DOMException('', 'NotSupportedError');
    const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
    this.#pieces = [];
    this.seconds.value = 0;
    recorder.ondataavailable = ({ data }) => this.#pieces.push(data);
    recorder.start(PIECE_MS);
    this.#recorder = recorder;
    this.#run();
  }

  pause(): void {
    this.#recorder?.pause();
    this.#halt('paused');
  }

  #halt(is: 'paused' | 'lost'): void {
    this.#count();
    clearInterval(this.#clock);
    this.state.value = { is };
  }

  resume(): void {
    this.#recorder?.resume();
    this.#run();
  }

  #run(): void {
    this.#countedAt = performance.now();
    this.#clock = window.setInterval(() => this.#count(), 200);
    this.state.value = { is: 'recording' };
  }

  #count(): void {
    if (this.state.peek().is !== 'recording') return;
    const now = performance.now();
    this.seconds.value += (now - this.#countedAt) / 1000;
    this.#countedAt = now;
  }

  /** The sound, for a meter. */
  get stream(): MediaStream | undefined {
    return this.#stream;
  }

  /** Ends the recording, and gives it. */
  async stop(name: string): Promise<File> {
    const recorder = this.#recorder;
    if (!recorder) throw new Error('nothing is recorded');
    this.#count();
    const type = recorder.mimeType.split(';')[0] ?? '';
    if (recorder.state !== 'inactive') {
      await new Promise((resolve) => {
        recorder.onstop = resolve;
        recorder.stop();
      });
    }
    const file = new File(this.#pieces, `${name}.${extensionOf(type)}`, { type });
    this.#close();
    this.state.value = { is: 'off' };
    return file;
  }

  discard(): void {
    this.#close();
    this.state.value = { is: 'off' };
  }

  #close(): void {
    clearInterval(this.#clock);
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = undefined;
    this.#recorder = undefined;
    this.#pieces = [];
  }
}

/** Absent where the page does not come by https, or from this computer. */
function openMicrophone(): Promise<MediaStream> {
  if (!window.isSecureContext) throw new DOMException('', 'SecurityError');
  return navigator.mediaDevices.getUserMedia({
    audio: { channelCount: 1, autoGainControl: true, noiseSuppression: false },
  });
}

function extensionOf(type: string): string {
  return type === 'audio/mp4' ? 'm4a' : type === 'audio/ogg' ? 'ogg' : 'webm';
}

const PROBLEMS: Readonly<Record<string, MicrophoneProblem>> = {
  NotAllowedError: 'refused',
  NotFoundError: 'none',
  NotReadableError: 'busy',
  SecurityError: 'insecure',
};

function problemOf(error: unknown): MicrophoneProblem {
  return (error instanceof DOMException && PROBLEMS[error.name]) || 'unsupported';
}
