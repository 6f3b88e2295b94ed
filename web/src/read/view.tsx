/** Text, sound and what is known of them: the same for a job of one's own and for a shared link. */
import type { ComponentChildren } from 'preact';
import { useEffect } from 'preact/hooks';
import { ProblemNotice } from '../ui/problem-notice.tsx';
import { useReadingKeys } from './keys.ts';
import { ReadingProvider, type Reading } from './reading.ts';
import { Side } from './side.tsx';
import { PlayerBar } from './sound/player-bar.tsx';
import { Text } from './text/text.tsx';
import { texts } from './texts.ts';
import './read.css';
import '../mend/mend.css';

interface ReadingViewProps {
  reading: Reading;
  /** Above the text. */
  children: ComponentChildren;
}

export function ReadingView({ reading, children }: ReadingViewProps) {
  useEffect(() => {
    void reading.manuscript.load();
    const stop = reading.spoken.watch();
    return () => {
      stop();
      reading.manuscript.leave();
    };
  }, [reading]);
  useReadingKeys(reading);
  return (
    <ReadingProvider value={reading}>
      <div class="reading">
        {children}
        <div class="reading-parts">
          <TextPart reading={reading} />
          <Side />
        </div>
        <PlayerBar />
      </div>
    </ReadingProvider>
  );
}

function TextPart({ reading }: { reading: Reading }) {
  const { error, isComplete } = reading.manuscript;
  const isEmpty = reading.rows.value.length === 0;
  return (
    <div class="reading-text">
      {error.value !== undefined && (
        <ProblemNotice error={error.value} again={() => void reading.manuscript.load()} />
      )}
      {isEmpty && isComplete.value && <p class="lead">{texts.value.noText}</p>}
      {isEmpty && !isComplete.value && error.value === undefined && (
        <p class="loading" aria-busy="true" />
      )}
      {!isEmpty && <Text />}
      {!isEmpty && !isComplete.value && error.value === undefined && (
        <p class="small" role="status">
          {texts.value.loadingRest}
        </p>
      )}
    </div>
  );
}
