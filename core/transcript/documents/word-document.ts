/**
 * Word documents (ECMA-376, transitional). Written by hand: the package docx would add 67 kB to a function
 * of at most 150. Equal paragraphs make equal bytes.
 */
import { FIXED_PARTS } from './word-parts.ts';
import { zip } from './zip.ts';

export interface WordParagraph {
  style: 'Title' | 'Heading1' | 'Subtitle' | 'ListBullet' | 'Normal' | 'Code';
  /** Level of a bullet: 0 or 1. */
  level?: number;
  /** BCP 47, for Word's spelling check. */
  language: string;
  runs: readonly WordRun[];
}

/** Text of one look. */
export interface WordRun {
  text: string;
  look?: 'bold' | 'grey';
}

const NAMESPACE = 'http://schemas.openxmlformats.org/wordprocessingml/2006/main';

export function wordDocument(paragraphs: readonly WordParagraph[]): Uint8Array {
  return zip({ ...FIXED_PARTS, 'word/document.xml': documentXml(paragraphs) });
}

function documentXml(paragraphs: readonly WordParagraph[]): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<w:document xmlns:w="${NAMESPACE}"><w:body>${paragraphs.map(paragraphXml).join('')}<w:sectPr/></w:body></w:document>`;
}

function paragraphXml({ style, level, language, runs }: WordParagraph): string {
  const numbered =
    level === undefined ? '' : `<w:numPr><w:ilvl w:val="${level}"/><w:numId w:val="1"/></w:numPr>`;
  const text = runs.map((run) => runXml(run, language)).join('');
  return `<w:p><w:pPr><w:pStyle w:val="${style}"/>${numbered}</w:pPr>${text}</w:p>`;
}

const LOOKS = { bold: '<w:b/>', grey: '<w:color w:val="595959"/>' };

function runXml({ text, look }: WordRun, language: string): string {
  if (text === '') return '';
  const properties = `${look ? LOOKS[look] : ''}<w:lang w:val="${language}"/>`;
  return `<w:r><w:rPr>${properties}</w:rPr><w:t xml:space="preserve">${escaped(text)}</w:t></w:r>`;
}

/**
 * What XML 1.0 has no way to write: control characters, U+FFFE and U+FFFF; and the marks that reverse the
 * order of what a reader sees.
 */
const UNWRITABLE =
  // eslint-disable-next-line no-control-regex
  /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufffe\uffff]/g;

function escaped(text: string): string {
  return text
    .toWellFormed()
    .replace(UNWRITABLE, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;');
}
