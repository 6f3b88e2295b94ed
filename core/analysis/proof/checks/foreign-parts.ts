/** Parts of a text that are no speech: addresses, markup, calls of tools. */

const PARTS = [
  /\b(?:https?|ftp|file|data|javascript|mailto):[^\s<>"')\]]+/giu,
  /\bwww\.[^\s<>"')\]]+/giu,
  /[\p{L}\d._%+-]+@[\p{L}\d-]+(?:\.[\p{L}\d-]+)+/giu,
  /\b(?:[a-z\d-]+\.)+(?:com|org|net|se|io|ai|dev|nu|info|biz|eu|no|dk|fi|de|uk|ru|cn|xyz|top|app|example|test|invalid|local)\b(?:\/[^\s<>"')\]]*)?/giu,
  /<\|?\/?[a-z!][^>]*>?/giu,
  /\[\/?(?:INST|SYS|SYSTEM|TOOL)[^\]]*\]/giu,
  /!?\[[^\]]*\]\([^)]*\)/giu,
  /```|\{\{|\}\}|<<|>>/giu,
  /["'](?:name|arguments|tool|tool_calls?|function(?:_call)?|role|content|parameters)["']\s*:/giu,
  /\b(?:tool_calls?|function_call|system_prompt)\b/giu,
  /\b[a-z_]+\([^)]*["'{][^)]*\)/giu,
  /^(?:system|assistant|user|tool|human)\s*:/giu,
];

/** Those that the other text does not have; letters and digits are compared only. */
export function foreignParts(text: string, said: string): string[] {
  const known = letters(said);
  return partsIn(text).filter((part) => {
    const own = letters(part);
    return own === '' ? !said.includes(part) : !known.includes(own);
  });
}

function partsIn(text: string): string[] {
  const all = [...new Set(PARTS.flatMap((pattern) => text.match(pattern) ?? []))];
  return all.filter((part) => !all.some((other) => other !== part && other.includes(part)));
}

/** An address is spoken with words for its marks. */
function letters(text: string): string {
  return text
    .toLowerCase()
    .replace(/\b(?:https?|www|punkt|dot|snabel-?a|at|kolon|slash|snedstreck)\b/gu, '')
    .replace(/[^\p{L}\p{N}]/gu, '');
}
