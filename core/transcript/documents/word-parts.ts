/** What every Word document of ours has beside its text: types, relations, styles, bullets. */
const HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n';
const PACKAGE = 'http://schemas.openxmlformats.org/package/2006';
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const WORD = 'application/vnd.openxmlformats-officedocument.wordprocessingml';
const MAIN = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"';

const override = (part: string, type: string) =>
  `<Override PartName="/word/${part}.xml" ContentType="${WORD}.${type}+xml"/>`;
const relation = (id: string, part: string) =>
  `<Relationship Id="${id}" Type="${OFFICE}/${part}" Target="${part}.xml"/>`;

/** @param look half points, of the font */
const paragraphStyle = (id: string, name: string, look: string) =>
  `<w:style w:type="paragraph" w:styleId="${id}"><w:name w:val="${name}"/><w:basedOn w:val="Normal"/>${look}</w:style>`;
const heading = (spacing: number, size: number, outline: string) =>
  `<w:pPr><w:keepNext/><w:spacing w:before="${spacing}" w:after="120"/>${outline}</w:pPr><w:rPr><w:b/><w:sz w:val="${size}"/></w:rPr>`;
const bullet = (level: number, indent: number) =>
  `<w:lvl w:ilvl="${level}"><w:start w:val="1"/><w:numFmt w:val="bullet"/><w:lvlText w:val="${level === 0 ? '•' : '–'}"/><w:lvlJc w:val="left"/><w:pPr><w:ind w:left="${indent}" w:hanging="360"/></w:pPr></w:lvl>`;

export const FIXED_PARTS = {
  '[Content_Types].xml': `${HEAD}<Types xmlns="${PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${override('document', 'document.main')}${override('styles', 'styles')}${override('numbering', 'numbering')}</Types>`,
  '_rels/.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships"><Relationship Id="rId1" Type="${OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>`,
  'word/_rels/document.xml.rels': `${HEAD}<Relationships xmlns="${PACKAGE}/relationships">${relation('rId1', 'styles')}${relation('rId2', 'numbering')}</Relationships>`,
  'word/styles.xml': `${HEAD}<w:styles ${MAIN}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Calibri" w:hAnsi="Calibri" w:cs="Calibri"/><w:sz w:val="22"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="80"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style>${paragraphStyle('Title', 'Title', heading(360, 36, ''))}${paragraphStyle('Heading1', 'heading 1', heading(240, 28, '<w:outlineLvl w:val="0"/>'))}${paragraphStyle('Subtitle', 'Subtitle', '<w:pPr><w:spacing w:after="240"/></w:pPr><w:rPr><w:color w:val="595959"/></w:rPr>')}${paragraphStyle('ListBullet', 'List Bullet', '')}${paragraphStyle('Code', 'Code', '<w:pPr><w:spacing w:after="0"/></w:pPr><w:rPr><w:rFonts w:ascii="Consolas" w:hAnsi="Consolas" w:cs="Consolas"/><w:sz w:val="18"/></w:rPr>')}</w:styles>`,
  'word/numbering.xml': `${HEAD}<w:numbering ${MAIN}><w:abstractNum w:abstractNumId="0"><w:multiLevelType w:val="multilevel"/>${bullet(0, 360)}${bullet(1, 720)}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num></w:numbering>`,
};
