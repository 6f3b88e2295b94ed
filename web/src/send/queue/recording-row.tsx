/** One recording of the list: what it is, how far it is, and what can be done with it. */
import { useId } from 'preact/hooks';
import { ApiProblem } from '../../app/api-problem.ts';
import { addressOf } from '../../app/route.ts';
import { bytes, usdRange } from '../../i18n/format.ts';
import { askFirst } from '../../ui/ask-first.tsx';
import { Bar } from '../../ui/bar.tsx';
import { Icon, type IconName } from '../../ui/icon.tsx';
import { ProblemNotice } from '../../ui/problem-notice.tsx';
import { quoteOf } from '../options/quotes.ts';
import type { Recording } from '../recordings.ts';
import { again, drop } from '../sending.ts';
import { texts } from '../texts.ts';
import { faultWords, percentOf, refusalWords, sizeAndLength } from './words.ts';

const ICONS: Readonly<Record<Recording['audio']['kind'], IconName>> = {
  file: 'file',
  recorded: 'mic',
  address: 'link',
};

export function RecordingRow({ recording }: { recording: Recording }) {
  const { name, folder, audio, stage } = recording;
  const title = useId();
  return (
    <li class={`recording at-${stage.at}`} aria-labelledby={title}>
      <Icon name={stage.at === 'sent' ? 'check' : ICONS[audio.kind]} />
      <div class="recording-words">
        <p class="recording-name" id={title}>
          {folder !== undefined && <span class="recording-folder">{folder}/</span>}
          {name}
        </p>
        <StageWords recording={recording} />
      </div>
      <div class="recording-end">
        <Buttons recording={recording} />
      </div>
    </li>
  );
}

function StageWords({ recording }: { recording: Recording }) {
  const { stage } = recording;
  switch (stage.at) {
    case 'refused':
      return <p class="small refused">{refusalWords(stage.because)}</p>;
    case 'waiting':
      return <p class="small">{texts.value.waiting}</p>;
    case 'sending':
      return <Progress recording={recording} {...stage} />;
    case 'sent':
      return <p class="small">{texts.value.sent}</p>;
    case 'failed':
      return <Failure error={stage.error} />;
    default:
      return <Chosen recording={recording} />;
  }
}

function Chosen({ recording }: { recording: Recording }) {
  const what = sizeAndLength(recording);
  const { quoting, noQuote, tooLong } = texts.value;
  if (recording.seconds == null) return <p class="small">{what}</p>;
  const quote = quoteOf(recording);
  if (quote instanceof ApiProblem && ['too-large', 'invalid'].includes(quote.code)) {
    return <p class="small refused">{tooLong}</p>;
  }
  const cost =
    quote instanceof Error ? noQuote : quote === undefined ? quoting : usdRange(quote.costUsd);
  return (
    <p class="small figures">
      {what} · {cost}
    </p>
  );
}

interface ProgressProps {
  recording: Recording;
  sent: number;
  held?: keyof typeof texts.value.held | undefined;
}

function Progress({ recording, sent, held }: ProgressProps) {
  const { sending, ofBytes } = texts.value;
  const all = recording.bytes;
  const text = ofBytes(percentOf(sent, all), bytes(sent), bytes(all));
  const isKnown = recording.audio.kind !== 'address';
  return (
    <>
      <Bar
        label={sending}
        value={isKnown ? sent / Math.max(1, all) : undefined}
        text={isKnown ? text : ''}
        tone={held ? 'warning' : 'good'}
      />
      {held && (
        <p class="small held" role="status">
          {texts.value.held[held]}
        </p>
      )}
    </>
  );
}

function Failure({ error }: { error: unknown }) {
  const words = faultWords(error);
  if (words === undefined) return <ProblemNotice error={error} />;
  return (
    <p class="small refused" role="alert">
      {texts.value.failed}. {words}
    </p>
  );
}

function Buttons({ recording: { id, name, stage } }: { recording: Recording }) {
  const { watch, retry, remove } = texts.value;
  return (
    <>
      {stage.at === 'sent' && <a href={addressOf.job(stage.jobId)}>{watch}</a>}
      {stage.at === 'failed' && (
        <button type="button" onClick={() => again(id)}>
          {retry}
        </button>
      )}
      {stage.at === 'sending' ? (
        <CancelButton id={id} name={name} />
      ) : (
        <RemoveButton label={remove(name)} onClick={() => void drop(id)} />
      )}
    </>
  );
}

function CancelButton({ id, name }: { id: string; name: string }) {
  const { cancel, cancelAsk, cancelText, cancelYes } = texts.value;
  const cancelled = async () => {
    const question = { title: cancelAsk, text: cancelText, action: cancelYes, isDangerous: true };
    if (await askFirst(question)) await drop(id);
  };
  return <RemoveButton label={cancel(name)} onClick={() => void cancelled()} />;
}

function RemoveButton({ label, onClick }: { label: string; onClick: () => void }) {
  return (
    <button type="button" class="icon-button" aria-label={label} title={label} onClick={onClick}>
      <Icon name="close" />
    </button>
  );
}
