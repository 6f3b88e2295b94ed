/** Where files and folders are dropped, or chosen. A drop anywhere on the page counts. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { AUDIO_FORMATS } from '../../../../core/base/audio-formats.ts';
import { MAX_AUDIO_BYTES } from '../../../../core/audio/max-audio-bytes.ts';
import { bytes } from '../../i18n/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { recordings } from '../recordings.ts';
import { texts } from '../texts.ts';
import { addFiles } from './add-files.ts';
import { droppedFiles } from './dropped-files.ts';
import { canKeepFiles, chooseKept } from './file-handles.ts';

/** @param children further buttons */
export function DropZone({ children }: { children: ComponentChildren }) {
  const isOver = useDrops();
  const { drop, dropNow, noDrop, formats } = texts.value;
  // With a list below it, there is no need to be large.
  const size = recordings.value.length > 0 ? 'drop-zone small-zone' : 'drop-zone';
  return (
    <div class={isOver ? `${size} over` : size}>
      <Icon name="upload" />
      <p class="drop-words">{isOver ? dropNow : canDrop() ? drop : noDrop}</p>
      <div class="row drop-buttons">
        <ChooseFiles />
        <ChooseFolder />
        {children}
      </div>
      <p class="small">{formats(AUDIO_FORMATS.join(', '), bytes(MAX_AUDIO_BYTES))}</p>
    </div>
  );
}

/** Fingers drop nothing. */
function canDrop(): boolean {
  return matchMedia('(any-pointer: fine)').matches;
}

function ChooseFiles() {
  const input = useRef<HTMLInputElement>(null);
  const choose = async () => {
    if (canKeepFiles()) await addFiles(await chooseKept());
    else input.current?.click();
  };
  return (
    <>
      <button type="button" class="primary" onClick={() => void choose()}>
        {texts.value.chooseFiles}
      </button>
      <input ref={input} type="file" multiple hidden onChange={takeChosen} />
    </>
  );
}

function ChooseFolder() {
  const input = useRef<HTMLInputElement | null>(null);
  const folders = (made: HTMLInputElement | null) => {
    made?.setAttribute('webkitdirectory', '');
    input.current = made;
  };
  // Phones have no folders to choose.
  if (!('webkitdirectory' in HTMLInputElement.prototype)) return null;
  return (
    <>
      <button type="button" onClick={() => input.current?.click()}>
        <Icon name="folder" />
        {texts.value.chooseFolder}
      </button>
      <input ref={folders} type="file" multiple hidden onChange={takeChosen} />
    </>
  );
}

function takeChosen(event: Event & { currentTarget: HTMLInputElement }): void {
  const input = event.currentTarget;
  const chosen = [...(input.files ?? [])].map((file) => {
    const folder = file.webkitRelativePath.split('/').slice(0, -1).join('/');
    return folder === '' ? { file } : { file, folder };
  });
  void addFiles(chosen);
  // The same file may be chosen again.
  input.value = '';
}

/** @returns whether files are held over the page now */
function useDrops(): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const over = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(true);
    };
    const leave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files')) return;
      event.preventDefault();
      setOver(false);
      void droppedFiles(event.dataTransfer.items).then(addFiles);
    };
    return listening({ dragover: over, dragleave: leave, drop });
  }, []);
  return isOver;
}

function listening(handlers: Record<string, (event: DragEvent) => void>): () => void {
  const all = Object.entries(handlers) as [string, EventListener][];
  for (const [name, handler] of all) window.addEventListener(name, handler);
  return () => {
    for (const [name, handler] of all) window.removeEventListener(name, handler);
  };
}
