/** Uploads that a reload or a closed tab broke off: they go on where they stopped. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { bytes } from '../i18n/format.ts';
import { Bar } from '../ui/bar.tsx';
import { Icon } from '../ui/icon.tsx';
import { Notice } from '../ui/notice.tsx';
import { openAgain } from './choose/file-handles.ts';
import { percentOf } from './queue/words.ts';
import { texts } from './texts.ts';
import { isSameFile, resume, throwAway, unfinishedUploads } from './unfinished-uploads.ts';
import type { Unfinished as Upload } from './unfinished-uploads.ts';
import { bytesThere } from './upload/keep-sending.ts';

export function Unfinished() {
  const [uploads, setUploads] = useState<readonly Upload[]>([]);
  useEffect(() => {
    void unfinishedUploads().then(setUploads);
  }, []);
  const without = (done: Upload) => setUploads((all) => all.filter((one) => one !== done));
  if (uploads.length === 0) return null;
  return (
    <section class="card unfinished" aria-labelledby="unfinished-title">
      <h2 id="unfinished-title">{texts.value.unfinished}</h2>
      <ul class="recordings">
        {uploads.map((upload) => (
          <Row key={upload.state.uploadId} upload={upload} onDone={() => without(upload)} />
        ))}
      </ul>
    </section>
  );
}

function Row({ upload, onDone }: { upload: Upload; onDone: () => void }) {
  const { state } = upload;
  const [isOther, setOther] = useState(false);
  const go = (file: File | undefined) => {
    if (file === undefined) return;
    const isSame = isSameFile(upload, file);
    setOther(!isSame);
    if (!isSame) return;
    resume(upload, file);
    onDone();
  };
  const discard = () => {
    void throwAway(state.uploadId);
    onDone();
  };
  const there = bytesThere(state);
  const label = texts.value.discard(state.filename);
  return (
    <li class="recording">
      <Icon name="upload" />
      <div class="recording-words">
        <Bar
          label={state.filename}
          value={there / state.bytes}
          text={`${texts.value.there(percentOf(there, state.bytes))} · ${bytes(state.bytes)}`}
        />
        {isOther && <Notice kind="error">{texts.value.notSame(state.filename)}</Notice>}
      </div>
      <div class="recording-end">
        <GoOn upload={upload} onFile={go} />
        <button
          type="button"
          class="icon-button"
          aria-label={label}
          title={label}
          onClick={discard}
        >
          <Icon name="trash" />
        </button>
      </div>
    </li>
  );
}

function GoOn({ upload, onFile }: { upload: Upload; onFile: (file: File | undefined) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const { handle, recorded } = upload.kept;
  if (recorded || handle) {
    const open = async () => onFile(recorded ?? (handle && (await openAgain(handle))));
    return (
      <button type="button" class="primary" onClick={() => void open()}>
        {texts.value.goOn}
      </button>
    );
  }
  return (
    <>
      <button type="button" class="primary" onClick={() => input.current?.click()}>
        {texts.value.chooseSame}
      </button>
      <input
        ref={input}
        type="file"
        hidden
        onChange={(event) => onFile(event.currentTarget.files?.[0])}
      />
    </>
  );
}
