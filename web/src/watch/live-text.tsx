/** The words that have come. A screen reader reads them when it is asked to, not as they come. */
import type { VNode } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { clock } from '../i18n/format.ts';
import type { Paragraph } from './paragraphs.ts';
import { texts } from './texts.ts';

/** A paragraph that has not grown is not drawn again. */
const drawn = new WeakMap<Paragraph, VNode>();

export function LiveText({ paragraphs }: { paragraphs: readonly Paragraph[] }) {
  const { isBehind, follow } = useFollowing(paragraphs);
  const { text, follow: followWords } = texts.value;
  return (
    <section class="live" aria-label={text}>
      {paragraphs.map(once)}
      {isBehind && (
        <button type="button" class="live-follow" onClick={follow}>
          {followWords}
        </button>
      )}
    </section>
  );
}

function once(paragraph: Paragraph): VNode {
  const known = drawn.get(paragraph);
  if (known) return known;
  const made = (
    <div class="live-paragraph" key={paragraph.id}>
      <span class="live-time">
        {clock(paragraph.start)}
        {paragraph.speaker !== undefined && <span class="live-speaker">{paragraph.speaker}</span>}
      </span>
      <p>{paragraph.text}</p>
    </div>
  );
  drawn.set(paragraph, made);
  return made;
}

const NEAR_END_PX = 160;

/** The view stays at the newest words, unless the person has scrolled away from them. */
function useFollowing(paragraphs: readonly Paragraph[]) {
  const isFollowing = useRef(true);
  const [isBehind, setBehind] = useState(false);
  useEffect(() => {
    const scrolled = () => {
      isFollowing.current = isAtEnd();
      if (isFollowing.current) setBehind(false);
    };
    window.addEventListener('scroll', scrolled, { passive: true });
    return () => window.removeEventListener('scroll', scrolled);
  }, []);
  useEffect(() => {
    if (paragraphs.length === 0) return;
    if (isFollowing.current) toEnd();
    else setBehind(true);
  }, [paragraphs]);
  const follow = () => {
    isFollowing.current = true;
    setBehind(false);
    toEnd();
  };
  return { isBehind, follow };
}

function isAtEnd(): boolean {
  const { scrollHeight, scrollTop, clientHeight } = document.documentElement;
  return scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
}

function toEnd(): void {
  const isCalm = matchMedia('(prefers-reduced-motion: reduce)').matches;
  const behavior = isCalm ? 'auto' : 'smooth';
  window.scrollTo({ top: document.documentElement.scrollHeight, behavior });
}
