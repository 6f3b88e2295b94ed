/** Name over what a speaker says; where the text may be mended, a menu to name or change the speaker. */
import { useState } from 'preact/hooks';
import type { Block } from '../read/document/block.ts';
import { useReading } from '../read/reading.ts';
import { shownName } from '../read/document/speakers.ts';
import { Menu, MenuItem } from '../ui/menu.tsx';
import { NameDialog } from './name-dialog.tsx';
import { TextDialog } from './text-dialog.tsx';
import { spokenByEdits } from './block-edits.ts';
import { texts as readTexts } from '../read/texts.ts';
import { texts } from './texts.ts';

export function SpeakerButton({ block }: { block: Block }) {
  const { manuscript, canMend } = useReading();
  const [asks, setAsks] = useState<'name' | 'speaker'>();
  const speaker = block.speaker ?? '';
  const name = shownName(manuscript.document.value.names, speaker);
  const doubt = block.isSpeakerUncertain && (
    <span class="small"> {readTexts.value.uncertainSpeaker}</span>
  );
  if (!canMend.value) {
    return (
      <p class="speaker-name">
        {name}
        {doubt}
      </p>
    );
  }
  const close = () => setAsks(undefined);
  return (
    <div class="speaker-name">
      <SpeakerMenu block={block} name={name} onAsk={setAsks} />
      {doubt}
      {asks === 'name' && <NameDialog speaker={speaker} onClose={close} />}
      {asks === 'speaker' && <SpeakerDialog block={block} onClose={close} />}
    </div>
  );
}

interface SpeakerMenuProps {
  block: Block;
  name: string;
  onAsk: (what: 'name' | 'speaker') => void;
}

function SpeakerMenu({ block, name, onAsk }: SpeakerMenuProps) {
  const { manuscript, speakers } = useReading();
  const { names } = manuscript.document.value;
  const others = [...speakers.value.keys()].filter((speaker) => speaker !== block.speaker);
  const give = (speaker: string) =>
    manuscript.mending.value?.editIfPossible(spokenByEdits(block, speaker));
  return (
    <Menu label={name}>
      <MenuItem icon="edit" onSelect={() => onAsk('name')}>
        {texts.value.rename}
      </MenuItem>
      {others.map((speaker) => (
        <MenuItem key={speaker} icon="speaker" onSelect={() => give(speaker)}>
          {texts.value.giveTo(shownName(names, speaker))}
        </MenuItem>
      ))}
      <MenuItem icon="plus" onSelect={() => onAsk('speaker')}>
        {texts.value.newSpeaker}
      </MenuItem>
    </Menu>
  );
}

function SpeakerDialog({ block, onClose }: { block: Block; onClose: () => void }) {
  const { manuscript } = useReading();
  const said = texts.value;
  const give = (speaker: string) => {
    if (speaker !== '') manuscript.mending.value?.editIfPossible(spokenByEdits(block, speaker));
    onClose();
  };
  return (
    <TextDialog
      title={said.newSpeakerTitle}
      lead=""
      label={said.name}
      action={said.giveParagraph}
      text=""
      onDone={give}
      onClose={onClose}
    />
  );
}
