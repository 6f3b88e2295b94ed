/** What the parts of the reading view share: text, sound, and the place that is read. */
import { computed, signal } from '@preact/signals';
import { createContext, type ComponentChildren } from 'preact';
import { useContext } from 'preact/hooks';
import type { EditedWord } from '../../../core/editing/edited-transcript.ts';
import { removalsIn } from '../mend/removals.ts';
import { Block } from './document/block.ts';
import { blocksOf, blockStarts } from './document/blocks.ts';
import type { Manuscript } from './document/manuscript.ts';
import { rowsOf, type Row } from './document/rows.ts';
import { speakersOf } from './document/speakers.ts';
import { WordIndex } from './document/word-index.ts';
import { doubtfulPlaces, isDoubtful, type DoubtfulPlace } from './doubt/doubtful.ts';
import { reviewedPlaces } from './doubt/reviewed.ts';
import { hitsOf } from './find/hits.ts';
import { Player } from './sound/player.ts';
import { Spoken } from './sound/spoken.ts';
import type { Source } from './source.ts';

export type Panel =
  'beside' | 'doubtful' | 'find' | 'speakers' | 'vocabulary' | 'analysis' | 'history';

/** Where a click or the keyboard led. */
export interface Place {
  readonly row: number;
  readonly nth?: number;
  readonly count?: number;
}

export interface ReadingParts {
  readonly source: Source;
  readonly manuscript: Manuscript;
  /** A panel of the view that shows the reading, before the others. */
  readonly beside?: { readonly label: () => string; readonly view: () => ComponentChildren };
  /** Undefined for a shared transcript. */
  readonly job?: { readonly jobId: string; readonly hasAnalysis: boolean };
}

export class Reading {
  readonly source: Source;
  readonly jobId: string | undefined;
  readonly hasAnalysis: boolean;
  readonly manuscript: Manuscript;
  readonly beside: ReadingParts['beside'];
  readonly player: Player;
  readonly spoken: Spoken;
  /** Whether the text follows the sound. */
  readonly isFollowing = signal(true);
  /** Row with the keyboard's focus. */
  readonly current = signal(0);
  /** Row that takes the focus when it is in the page. */
  readonly focusWanted = signal<number | undefined>(undefined);
  readonly editing = signal<EditingPlace | undefined>(undefined);
  readonly panel = signal<Panel>('doubtful');
  /** Only where there is no room beside the text; see side.css. */
  readonly isPanelOpen = signal(false);
  readonly query = signal('');
  readonly hitAt = signal(0);
  /** False until one of the hits has been shown: the first comes first. */
  hasGoneToHit = false;
  /** Counts how often the search field was asked for. */
  readonly findWanted = signal(0);
  /** Words to look at: of a doubtful place or a quote. */
  readonly pointed = signal<Place | undefined>(undefined);
  readonly showsChanges = signal(false);
  /** Scrolls the text; set by the list. */
  scrollToRow: (row: number, align?: 'center' | 'auto') => void = () => undefined;
  private before: Block[] = [];

  readonly blocks = computed(() => {
    const { machine, document, holes } = this.manuscript;
    const starts = blockStarts(machine.value, holes.value);
    return (this.before = blocksOf(document.value, starts, this.before));
  });
  readonly rows = computed<Row[]>(() => rowsOf(this.blocks.value, this.manuscript.holes.value));
  readonly index = computed(() => new WordIndex(this.rows.value));
  /** Places of the engine's review, where it was asked for. */
  readonly reviewed = computed(() => {
    const review = this.manuscript.review.value;
    return review && reviewedPlaces(review, this.index.value);
  });
  readonly doubtful = computed<readonly DoubtfulPlace[]>(
    () => this.reviewed.value ?? doubtfulPlaces(this.rows.value),
  );
  private readonly marked = computed(() => {
    const places = this.reviewed.value;
    return places && new Set(places.map(({ wordId }) => wordId));
  });
  readonly hits = computed(() => hitsOf(this.rows.value, this.query.value));
  /** The machine's words that are gone, while changes are shown. */
  readonly removals = computed(() =>
    removalsIn(this.manuscript.machine.value, this.manuscript.document.value),
  );
  readonly speakers = computed(() => speakersOf(this.manuscript.document.value));
  readonly canMend = computed(
    () =>
      this.manuscript.mending.value !== undefined &&
      this.manuscript.lookingAt.value === undefined &&
      !this.showsChanges.value,
  );

  constructor({ source, manuscript, job, beside }: ReadingParts) {
    this.source = source;
    this.manuscript = manuscript;
    this.beside = beside;
    if (beside) this.panel.value = 'beside';
    this.jobId = job?.jobId;
    this.hasAnalysis = job?.hasAnalysis ?? false;
    this.player = new Player(source);
    this.spoken = new Spoken(this.player, () => this.index.peek());
  }

  /** Whether the word is marked in the text as worth hearing. */
  isMarked(word: EditedWord): boolean {
    return this.marked.value?.has(word.id) ?? isDoubtful(word);
  }

  /** Shows a place, marks its words, and plays it. */
  goTo(place: Place, seconds: number): void {
    this.isPanelOpen.value = false;
    this.pointed.value = place;
    this.current.value = place.row;
    this.isFollowing.value = true;
    this.scrollToRow(place.row, 'center');
    this.player.playFrom(seconds);
  }

  goToTime(seconds: number): void {
    const found = this.index.value.at(seconds + 0.01);
    this.goTo({ row: found?.row ?? 0, ...(found && { nth: found.nth, count: 1 }) }, seconds);
  }

  /** In the order of the text: the places are listed by badness. */
  goToDoubtful(by: 1 | -1): void {
    const places = this.doubtful.value.toSorted((a, b) => a.start - b.start);
    const now = this.player.time;
    // A little further: playing has moved on from the place that was chosen last.
    const next = by > 0 ? places.find(({ start }) => start > this.#lastStart(now)) : undefined;
    const previous =
      by < 0 ? places.findLast(({ start }) => start < this.#lastStart(now) - 0.01) : undefined;
    const place = next ?? previous;
    if (place) this.goToPlace(place);
  }

  goToPlace(place: DoubtfulPlace): void {
    this.#visited = place.start;
    this.goTo(place, place.start);
  }

  openFind(): void {
    this.panel.value = 'find';
    this.isPanelOpen.value = true;
    this.findWanted.value += 1;
  }

  /** Moves the keyboard focus from one block to the next. */
  moveFocus(by: 1 | -1): void {
    const rows = this.rows.value;
    let next = this.current.value + by;
    while (rows[next]?.kind === 'hole') next += by;
    if (!rows[next]) return;
    this.current.value = next;
    this.focusWanted.value = next;
    this.scrollToRow(next, 'center');
  }

  editCurrent(): void {
    const row = this.rows.value[this.current.value];
    if (row?.kind === 'block' && this.canMend.value) {
      this.editing.value = { blockId: row.id, caret: 0 };
    }
  }

  goToHit(nth: number): void {
    const hits = this.hits.value;
    const at = (nth + hits.length) % Math.max(1, hits.length);
    const hit = hits[at];
    if (!hit) return;
    this.hitAt.value = at;
    this.hasGoneToHit = true;
    this.current.value = hit.row;
    this.isFollowing.value = false;
    this.scrollToRow(hit.row, 'center');
    this.player.seek(hit.start);
  }

  #visited = -1;

  /** The place that was visited last while it is still being heard, else the time. */
  #lastStart(now: number): number {
    const start = this.#visited;
    return start >= 0 && now >= start - 1 && now - start < 8 ? start : now;
  }
}

export interface EditingPlace {
  readonly blockId: string;
  /** Place of the caret in the text. */
  readonly caret: number;
}

const Context = createContext<Reading | undefined>(undefined);
export const ReadingProvider = Context.Provider;

export function useReading(): Reading {
  const reading = useContext(Context);
  if (!reading) throw new TypeError('A part of the reading view is outside of it.');
  return reading;
}
