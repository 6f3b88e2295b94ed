/** The recorder: asks for the microphone when it opens, and gives the recording to the list. */
import { useEffect, useState } from 'preact/hooks';
import { clock, moment } from '../../i18n/format.ts';
import { askFirst } from '../../ui/ask-first.tsx';
import { Icon } from '../../ui/icon.tsx';
import { Notice } from '../../ui/notice.tsx';
import { addRecorded } from '../choose/add-files.ts';
import { LevelMeter } from './level-meter.tsx';
import { LONGEST_SECONDS, Microphone, type MicrophoneProblem } from './microphone.ts';
import { staysAwake } from './stays-awake.ts';
import { texts } from './texts.ts';

export function Recorder({ onClose }: { onClose: () => void }) {
  const [microphone] = useState(() => new Microphone());
  useEffect(() => {
    void microphone.start();
    return () => microphone.discard();
  }, [microphone]);
  const { is } = microphone.state.value;
  return (
    <section class="card recorder" aria-labelledby="recorder-title">
      <h2 id="recorder-title">{texts.value.title}</h2>
      {microphone.state.value.is === 'failed' ? (
        <Failed because={microphone.state.value.because} {...{ microphone, onClose }} />
      ) : is === 'asking' || is === 'off' ? (
        <p>{texts.value.asking}</p>
      ) : (
        <Running {...{ microphone, onClose }} />
      )}
    </section>
  );
}

interface PartProps {
  microphone: Microphone;
  onClose: () => void;
}

function Failed({ because, microphone, onClose }: PartProps & { because: MicrophoneProblem }) {
  const { problems, again, close } = texts.value;
  return (
    <>
      <Notice kind="error">
        <p>{problems[because]}</p>
      </Notice>
      <div class="row">
        <button type="button" onClick={() => void microphone.start()}>
          {again}
        </button>
        <button type="button" class="quiet" onClick={onClose}>
          {close}
        </button>
      </div>
    </>
  );
}

function Running({ microphone, onClose }: PartProps) {
  const { is } = microphone.state.value;
  useEffect(() => warnOfLeaving(), []);
  useEffect(() => staysAwake(), []);
  const finish = async () => {
    const seconds = microphone.seconds.peek();
    addRecorded(await microphone.stop(fileName()), seconds);
    onClose();
  };
  const isOver = microphone.seconds.value >= LONGEST_SECONDS;
  useEffect(() => {
    if (isOver) void finish();
  }, [isOver]);
  return (
    <>
      <div class="recorder-now">
        <span class={`recorder-dot ${is}`} aria-hidden="true" />
        <span role="status">{is === 'lost' ? texts.value.lost : said(is)}</span>
        <span class="recorder-clock" role="timer">
          {clock(microphone.seconds.value)}
        </span>
        {microphone.stream && is === 'recording' && <LevelMeter stream={microphone.stream} />}
      </div>
      <Buttons {...{ microphone, onClose }} onFinish={() => void finish()} />
      <p class="small">{texts.value.hint}</p>
    </>
  );
}

function said(is: string): string {
  return is === 'paused' ? texts.value.paused : texts.value.recording;
}

function Buttons({ microphone, onClose, onFinish }: PartProps & { onFinish: () => void }) {
  const { pause, resume, finish, discard, discardAsk, discardText } = texts.value;
  const { is } = microphone.state.value;
  const throwAway = async () => {
    const question = { title: discardAsk, text: discardText, action: discard, isDangerous: true };
    if (await askFirst(question)) onClose();
  };
  return (
    <div class="row">
      <button type="button" class="primary" onClick={onFinish}>
        <Icon name="check" />
        {finish}
      </button>
      {is === 'recording' && (
        <button type="button" onClick={() => microphone.pause()}>
          <Icon name="pause" />
          {pause}
        </button>
      )}
      {is === 'paused' && (
        <button type="button" onClick={() => microphone.resume()}>
          <Icon name="mic" />
          {resume}
        </button>
      )}
      <button type="button" class="quiet" onClick={() => void throwAway()}>
        {discard}
      </button>
    </div>
  );
}

/** Without colons, which Windows takes in no name. */
function fileName(): string {
  return texts.value.name(moment(new Date().toISOString()).replaceAll(':', '.'));
}

function warnOfLeaving(): () => void {
  const warn = (event: Event) => event.preventDefault();
  window.addEventListener('beforeunload', warn);
  return () => window.removeEventListener('beforeunload', warn);
}
