/** The documents of a job's analyses. docx is in docx.ts, since it alone needs to compress. */
import { WORD_CONTENT_TYPE } from '../../transcript/documents/word-content-type.ts';
import type { AnalysisDocument, AnalysisFormat } from '../analysis.ts';
import { markdown } from './markdown.ts';
import { plainText } from './plain-text.ts';

export const ANALYSIS_CONTENT_TYPES: Record<AnalysisFormat, string> = {
  json: 'application/json',
  txt: 'text/plain; charset=utf-8',
  md: 'text/markdown; charset=utf-8',
  docx: WORD_CONTENT_TYPE,
};

export function renderAnalyses(
  document: AnalysisDocument,
  format: Exclude<AnalysisFormat, 'docx'>,
): string {
  switch (format) {
    case 'json':
      return JSON.stringify(document);
    case 'txt':
      return document.analyses.map(plainText).join('\n').trimStart();
    case 'md':
      return document.analyses.map(markdown).join('\n');
  }
}
