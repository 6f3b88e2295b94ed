/** Of GET /jobs/{id}/analysis, what the page shows. */
import type * as Stored from '../../../core/analysis/analysis.ts';

/** `changed`: the quoted words were edited since. */
export type Support = Stored.Support & { readonly changed?: boolean };
export type Claim = Omit<Stored.Claim, 'support'> & { readonly support: readonly Support[] };
export type Analysis = Omit<Stored.Analysis, 'claims'> & { readonly claims: readonly Claim[] };

export interface Analyses {
  readonly complete: boolean;
  readonly analyses: readonly Analysis[];
  readonly edited?: { readonly version: number; readonly claims: number };
}
