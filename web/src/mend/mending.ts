/**
 * A transcript that is being mended: shown with every edit at once, stored one version after the other.
 * What could not be stored yet waits in memory; versions that others stored meanwhile come first.
 */
import { computed, effect, signal } from '@preact/signals';
import {
  applyVersion,
  historyOf,
  undoStack,
  type EditHistory,
} from '../../../core/editing/apply-versions.ts';
import { EditRefused } from '../../../core/editing/edit-refused.ts';
import type { Edit, EditVersion } from '../../../core/editing/edit.ts';
import type { EditedTranscript } from '../../../core/editing/edited-transcript.ts';
import { ApiProblem } from '../app/api-problem.ts';
import { person } from '../app/session.ts';
import { MOST_EDITS_AT_ONCE } from './limits.ts';
import { isSameVersion, rebased, type OwnVersion } from './rebase.ts';
import { pause, untilDone, type SaveState } from './retry.ts';
import type { VersionsApi } from './versions-api.ts';

/** What could not be stored, with its text, until the person has seen it. */
export interface LostEdit {
  readonly edit: Edit;
  readonly because: 'edited-meanwhile' | 'refused';
}

export class Mending {
  readonly history;
  readonly versions = signal<readonly EditVersion[]>([]);
  readonly lost = signal<readonly LostEdit[]>([]);
  readonly state = signal<SaveState>('saved');
  /** Letters that are typed and not yet an edit. */
  readonly isTyping = signal(false);
  readonly isAllStored = computed(() => this.state.value === 'saved' && !this.isTyping.value);
  readonly canUndo = computed(() => undoStack(this.history.value.versions).done.length > 0);
  readonly canRedo = computed(() => undoStack(this.history.value.versions).undone.length > 0);
  private readonly api: VersionsApi;
  private stored: EditHistory;
  private pending: readonly OwnVersion[] = [];
  private isSending = false;
  /** Who writes here. */
  private readonly writer = person.peek();

  constructor(machine: EditedTranscript, versions: readonly EditVersion[], api: VersionsApi) {
    this.api = api;
    this.stored = historyOf(machine, versions);
    this.history = signal(this.stored);
    this.versions.value = versions;
  }

  /** As one step of undo. @throws EditRefused if the edits do not fit the text as it is shown */
  edit(edits: readonly Edit[]): void {
    for (let at = 0; at < edits.length; at += MOST_EDITS_AT_ONCE) {
      const history = this.history.peek();
      const version = history.versions.length + 1;
      const own = { version, edits: edits.slice(at, at + MOST_EDITS_AT_ONCE) };
      this.history.value = applyVersion(history, own);
      this.pending = [...this.pending, own];
    }
    void this.send();
  }

  /** The edits that fit; the others are said to be lost. */
  editIfPossible(edits: readonly Edit[]): void {
    try {
      this.edit(edits);
    } catch (error) {
      if (!(error instanceof EditRefused)) throw error;
      this.lose(edits, 'edited-meanwhile');
    }
  }

  /** False if there is nothing to undo or to redo. */
  step(op: 'undo' | 'redo'): boolean {
    if (!(op === 'undo' ? this.canUndo : this.canRedo).value) return false;
    this.edit([{ op }]);
    return true;
  }

  forgetLost(): void {
    this.lost.value = [];
  }

  /** Takes over what others stored. */
  async refresh(): Promise<void> {
    if (this.isSending || this.pending.length > 0) return;
    const known = this.stored.versions.length;
    const newer = await this.api.after(known);
    if (newer.length > 0 && this.stored.versions.length === known) this.takeOver(newer);
  }

  /** Stores what waits, until nothing does. */
  private async send(): Promise<void> {
    if (this.isSending) return;
    this.isSending = true;
    const stop = effect(() => this.forgetUnlessOf(person.value));
    for (let own = this.pending[0]; own; own = this.pending[0]) await this.store(own);
    stop();
    this.isSending = false;
    this.state.value = 'saved';
  }

  /** What waits for a key must not be sent with that of the next person. */
  private forgetUnlessOf(now: number): void {
    if (now === this.writer) return;
    this.pending = [];
    this.state.value = 'saved';
  }

  private async store(own: OwnVersion): Promise<void> {
    if (this.state.value === 'saved') this.state.value = 'saving';
    try {
      const added = await this.api.add(own.version - 1, own.edits);
      this.confirm({ ...added, edits: [...own.edits] });
      this.state.value = 'saving';
    } catch (error) {
      await this.after(error);
    }
  }

  private async after(error: unknown): Promise<void> {
    if (error instanceof ApiProblem && error.code === 'edited-meanwhile') {
      await untilDone(() => this.catchUp(), this.state);
    } else if (error instanceof ApiProblem && [404, 409, 413, 422].includes(error.status)) {
      this.giveUp();
    } else await pause(error, this.state);
  }

  private async catchUp(): Promise<void> {
    if (this.pending.length === 0) return;
    this.takeOver(await this.api.after(this.stored.versions.length));
  }

  private takeOver(newer: readonly EditVersion[]): void {
    let others = [...newer];
    // Our own, if only the answer was lost.
    for (let own = this.pending[0]; own && others[0]; own = this.pending[0]) {
      if (!isSameVersion(own, others[0])) break;
      this.confirm(others[0]);
      others = others.slice(1);
    }
    for (const version of others) this.remember(version);
    const { history, pending, lost } = rebased(this.stored, this.pending);
    this.pending = pending;
    this.history.value = history;
    this.lose(lost, 'edited-meanwhile');
  }

  /** The stored history is the shown one without what waits. */
  private confirm(version: EditVersion): void {
    this.remember(version);
    this.pending = this.pending.slice(1);
  }

  private remember(version: EditVersion): void {
    this.stored = applyVersion(this.stored, version);
    this.versions.value = [...this.versions.value, version];
  }

  /** The API will never take these. */
  private giveUp(): void {
    this.lose(
      this.pending.flatMap(({ edits }) => edits),
      'refused',
    );
    this.pending = [];
    this.history.value = this.stored;
  }

  private lose(edits: readonly Edit[], because: LostEdit['because']): void {
    if (edits.length === 0) return;
    this.lost.value = [...this.lost.value, ...edits.map((edit) => ({ edit, because }))];
  }
}
