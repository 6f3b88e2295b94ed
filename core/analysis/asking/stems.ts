/** Words that say what a stretch of speech is about: lower case, without common words and endings. */
const ENDINGS = [
  ...[
    'heterna',
    'arnas',
    'ernas',
    'ornas',
    'heten',
    'andet',
    'arna',
    'erna',
    'orna',
    'ande',
    'ende',
  ],
  ...[
    'aste',
    'ades',
    'ade',
    'are',
    'ast',
    'het',
    'ens',
    'ena',
    'ing',
    'ar',
    'er',
    'or',
    'en',
    'et',
  ],
  ...['ed', 'ly', 'es', 'an', 'at', 'as', 'a', 'e', 's', 't'],
].sort((a, b) => b.length - a.length);
const SHORTEST_STEM = 3;

const COMMON = new Set(
  [
    'och det att i en jag hon som han på den med var sig för så till är men ett om hade de av icke mig du',
    'henne då sin nu har inte hans honom skulle hennes där min man ej vid kunde något från ut när efter',
    'upp vi dem vara vad över än dig kan sina här ha mot alla under någon eller allt mycket sedan ju denna',
    'själv detta åt utan varit hur ingen mitt ni bli blev oss din dessa några deras blir mina samma vilken',
    'er sådan vår blivit dess inom mellan sådant varför varje vilka ditt vem vilket sitt dina också bara',
    'kommer lite väl liksom alltså ska skall ja nej okej tack får måste finns där typ går gör tror tycker',
    'the a an and or but if then of to in on at by for with about is are was were be been being have has',
    'had do does did will would can could should may might must i you he she it we they me him her us them',
    'my your his its our their this that these those there here what which who how when where why not no',
    'yes so just like really very well know think okay thank thanks got get go going one all some any out',
  ].flatMap((line) => line.split(' ')),
);

export function stemsOf(text: string): string[] {
  const words = text.toLowerCase().match(/\p{L}[\p{L}\p{M}]+/gu) ?? [];
  return words.filter((word) => !COMMON.has(word)).map(stem);
}

function stem(word: string): string {
  const ending = ENDINGS.find(
    (one) => word.endsWith(one) && word.length - one.length >= SHORTEST_STEM,
  );
  return ending === undefined ? word : word.slice(0, -ending.length);
}
