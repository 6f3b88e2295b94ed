/** The text of a recording: loaded in parts, with what people mended once all of it is there. */
import { computed, signal } from '@preact/signals';
import { applyVersions } from '../../../../core/editing/apply-versions.ts';
import type { EditedTranscript } from '../../../../core/editing/edited-transcript.ts';
import { machineDocument } from '../../../../core/editing/machine-document.ts';
import { namesByLabel } from '../../../../core/transcript/speaker-names.ts';
import type { ReviewPlace } from '../../../../core/transcript/review.ts';
import type { Segment, Word } from '../../../../core/transcript/transcript.ts';
import type { VocabularyReport } from '../../../../core/transcript/vocabulary.ts';
import { Mending } from '../../mend/mending.ts';
import type { VersionsApi } from '../../mend/versions-api.ts';
import { warnBeforeLeaving } from '../../mend/warn-before-leaving.ts';
import type { Source, TextPage } from '../source.ts';
import { holesIn, type Hole } from './holes.ts';

const EMPTY: EditedTranscript = { version: 0, names: {}, paragraphs: [] };

export class Manuscript {
  readonly machine = signal(EMPTY);
  readonly holes = signal<readonly Hole[]>([]);
  /** The engine's list of places to hear again; undefined if it was not asked for. */
  readonly review = signal<readonly ReviewPlace[] | undefined>(undefined);
  /** What became of the word list; undefined if there was none. */
  readonly vocabulary = signal<VocabularyReport | undefined>(undefined);
  readonly durationSeconds = signal<number | null>(null);
  readonly isComplete = signal(false);
  readonly error = signal<unknown>(undefined);
  /** Undefined until all is loaded, and where nothing may be mended. */
  readonly mending = signal<Mending | undefined>(undefined);
  /** An older version that is looked at. */
  readonly lookingAt = signal<number | undefined>(undefined);
  readonly document = computed<EditedTranscript>(() => this.shown());
  private readonly source: Pick<Source, 'page'>;
  private readonly versions: VersionsApi | undefined;
  private hasLeft = false;

  constructor(source: Pick<Source, 'page'>, versions?: VersionsApi) {
    this.source = source;
    this.versions = versions;
  }

  async load(): Promise<void> {
    this.error.value = undefined;
    try {
      const [known, first] = await Promise.all([this.versions?.after(0), this.source.page(0)]);
      // Edits need the whole text, and must not change it under the reader's eyes.
      const isMended = (known?.length ?? 0) > 0;
      await this.loadAll(first, !isMended);
      if (this.versions && known) {
        this.mending.value = new Mending(this.machine.value, known, this.versions);
        warnBeforeLeaving(this.mending.value);
      }
      this.isComplete.value = true;
    } catch (error) {
      this.error.value = error;
    }
  }

  leave(): void {
    this.hasLeft = true;
  }

  private async loadAll(first: TextPage, isShown: boolean): Promise<void> {
    const segments: Segment[] = [];
    const words: Word[] = [];
    let page = first;
    for (let nth = 0; ; nth += 1) {
      for (const one of page.segments) segments.push(one);
      for (const one of page.words ?? []) words.push(one);
      this.durationSeconds.value ??= page.durationSeconds;
      if (nth === 0 && isShown) this.machine.value = machineDocument({ segments, words });
      this.review.value ??= page.review;
      this.vocabulary.value ??= page.vocabularyReport;
      if (page.coverage) this.holes.value = holesIn(page.coverage);
      if (!page.more || this.hasLeft) break;
      page = await this.source.page(page.part);
    }
    const names = namesByLabel(first.speakers);
    this.machine.value = { ...machineDocument({ segments, words }), names };
  }

  private shown(): EditedTranscript {
    const mending = this.mending.value;
    if (!mending) return this.machine.value;
    const [history, older] = [mending.history.value, this.lookingAt.value];
    if (older === undefined) return history.document;
    return applyVersions(this.machine.value, history.versions.slice(0, older));
  }
}
