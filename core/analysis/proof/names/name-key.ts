/** Names as they are compared: without a genitive, and the same for spellings of one sound. */
export function nameKeys(word: string): string[] {
  const plain = word.replace(/'s$|'$/u, '');
  const bases = plain.length > 3 && plain.endsWith('s') ? [plain, plain.slice(0, -1)] : [plain];
  return bases.map(spelling);
}

function spelling(name: string): string {
  return name
    .replace(/qv|kw|qu/gu, 'kv')
    .replace(/ph/gu, 'f')
    .replace(/th/gu, 't')
    .replace(/ck/gu, 'k')
    .replace(/[wé]/gu, (letter) => (letter === 'w' ? 'v' : 'e'))
    .replace(/[cz]/gu, (letter) => (letter === 'c' ? 'k' : 's'))
    .replace(/(\p{L})\1/gu, '$1');
}
