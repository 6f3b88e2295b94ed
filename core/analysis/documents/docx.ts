/** Word document of analyses. */
import { wordDocument, type WordParagraph } from '../../transcript/documents/word-document.ts';
import type { AnalysisDocument } from '../analysis.ts';
import { outlineOf, type OutlineLine } from './outline.ts';
import { bracketed, sourceOf } from './plain-text.ts';

export function analysesDocx({ analyses }: AnalysisDocument): Promise<Uint8Array> {
  const paragraphs = analyses.flatMap((analysis) => {
    const language = analysis.language === 'sv' ? 'sv-SE' : 'en-GB';
    return outlineOf(analysis).map((line) => paragraph(line, language));
  });
  return Promise.resolve(wordDocument(paragraphs));
}

function paragraph(line: OutlineLine, language: string): WordParagraph {
  const mark = line.kind === 'claim' && line.mark !== '' ? `[${line.mark}] ` : '';
  const runs = [{ text: mark, look: 'bold' } as const, { text: textOf(line) }];
  return { ...STYLES[line.kind], language, runs };
}

const STYLES: Record<OutlineLine['kind'], Pick<WordParagraph, 'style' | 'level'>> = {
  title: { style: 'Title' },
  heading: { style: 'Heading1' },
  claim: { style: 'ListBullet', level: 0 },
  quote: { style: 'ListBullet', level: 1 },
  note: { style: 'Normal' },
  code: { style: 'Code' },
};

function textOf(line: OutlineLine): string {
  if (line.kind !== 'quote') return line.text;
  return `${sourceOf(line)} "${line.quote}"${bracketed(line.mark)}`;
}
