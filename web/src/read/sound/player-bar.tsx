/** The sound at the foot of the window: waveform or bar, buttons, speed. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { clock, number } from '../../i18n/format.ts';
import { Icon } from '../../ui/icon.tsx';
import { Notice } from '../../ui/notice.tsx';
import { useReading } from '../reading.ts';
import { texts } from '../texts.ts';
import { RATES } from './player.ts';
import { Track } from './track.tsx';
import './sound.css';

export function PlayerBar() {
  const { player } = useReading();
  const holder = useRef<HTMLDivElement>(null);
  useEffect(() => {
    holder.current?.append(player.element);
    void player.load();
    return () => player.leave();
  }, [player]);
  const sound = player.sound.value;
  return (
    <section class="player" aria-label={texts.value.player}>
      <div ref={holder} hidden />
      {sound === 'gone' && <Notice kind="info">{texts.value.soundGone}</Notice>}
      {sound === 'failed' && (
        <Notice kind="warning">
          {texts.value.soundFailed}{' '}
          <button type="button" class="link" onClick={() => void player.load()}>
            {texts.value.again}
          </button>
        </Notice>
      )}
      {sound !== 'gone' && <Controls />}
    </section>
  );
}

function Controls() {
  return (
    <>
      <Track />
      <div class="player-buttons">
        <PlayButtons />
        <Time />
        <Speed />
        <Follow />
      </div>
    </>
  );
}

function PlayButtons() {
  const { player } = useReading();
  const isPlaying = player.isPlaying.value;
  return (
    <div class="player-play">
      <button
        type="button"
        class="icon-button"
        aria-label={texts.value.back5}
        onClick={() => player.skip(-5)}
      >
        <Icon name="back-5" />
      </button>
      <button
        type="button"
        class="primary play"
        aria-label={isPlaying ? texts.value.pause : texts.value.play}
        onClick={() => player.toggle()}
      >
        <Icon name={isPlaying ? 'pause' : 'play'} />
      </button>
      <button
        type="button"
        class="icon-button"
        aria-label={texts.value.forward5}
        onClick={() => player.skip(5)}
      >
        <Icon name="forward-5" />
      </button>
    </div>
  );
}

/** Whole seconds: nothing is rendered more often. */
function Time() {
  const { player, manuscript } = useReading();
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const update = () => setSeconds(Math.floor(player.time));
    player.element.addEventListener('timeupdate', update);
    const stop = player.seeks.subscribe(update);
    return () => {
      player.element.removeEventListener('timeupdate', update);
      stop();
    };
  }, [player]);
  const all = player.duration.value || manuscript.durationSeconds.value;
  return (
    <span class="figures player-time">
      {clock(seconds)} <span class="of">/ {all ? clock(all) : '–'}</span>
    </span>
  );
}

function Speed() {
  const { player } = useReading();
  return (
    <label class="player-speed">
      <span class="visually-hidden">{texts.value.speed}</span>
      <select
        value={`${player.rate.value}`}
        onChange={({ currentTarget }) => player.setRate(Number(currentTarget.value))}
      >
        {RATES.map((rate) => (
          <option key={rate} value={`${rate}`}>
            {number(rate)}×
          </option>
        ))}
      </select>
    </label>
  );
}

function Follow() {
  const reading = useReading();
  return (
    <label class="choice player-follow">
      <input
        type="checkbox"
        checked={reading.isFollowing.value}
        onChange={({ currentTarget }) => (reading.isFollowing.value = currentTarget.checked)}
      />
      <span class="words">{texts.value.follow}</span>
      <span class="short">{texts.value.followShort}</span>
    </label>
  );
}
