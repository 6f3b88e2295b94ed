/** `text` of an analysis: its claims alone, by heading; what is not supported is marked. */
import type { Analysis } from '../analysis.ts';
import { claimOutline, type OutlineLine } from './outline.ts';
import { marked } from './plain-text.ts';

export function analysisText(analysis: Pick<Analysis, 'claims' | 'language'>): string {
  return claimOutline(analysis).flatMap(shortLines).join('\n');
}

function shortLines(line: OutlineLine): string[] {
  if (line.kind === 'quote') return [];
  return [line.kind === 'claim' ? `- ${marked(line)}` : line.text];
}
