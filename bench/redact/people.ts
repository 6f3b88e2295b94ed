/** Names for the test set: from the lists by their use, and real ones that are in no list of the program. */
import { knownName } from '../../core/redaction/known-names.ts';
import { GIVEN_NAMES } from '../../core/redaction/lists/given-names.ts';
import { SURNAMES } from '../../core/redaction/lists/surnames.ts';
import type { Draw } from './draw.ts';

const given = GIVEN_NAMES.trim().split(/\s+/);
const surnames = SURNAMES.trim().split(/\s+/);
/** Names of people in Sweden with roots here and elsewhere; those that a list knows are left out. */
const OTHERS =
  'Zlatan Chidinma Oluwaseun Thanh Priyanka Siddharth Oksana Volodymyr Wioletta Ngozi Teshome Hirut Mehwish Tuulikki Yohannes Samrawit Nasteho Hodan Rojda Berivan Xiaoming Ayşegül Dragoslav Krzysztof Tshering Makoto Ravneet Gurpreet Selamawit Bjarnhild Hjördis Ingeborgh Tryggve Sigrund Aurore'.split(
    ' ',
  );
const OTHER_SURNAMES =
  'Tadesse Okafor Vorobyova Szczepanik Pham Trolleskogh Sjöhagen Ekelöw Rydhamre Aldenmyr Brännlycke Zethraeus Quiding Gebremedhin Habtemariam Warsame Gyllenspetz Rehnskjöld Ottertun Tigerhielm Vretblad Klevmarken Oxenstjerna Bharadwaj Nakamura Thapa Petrosyan'.split(
    ' ',
  );
const unknown = (names: readonly string[]) =>
  names.filter((name) => knownName(name).class === 'unknown');

export function listedPerson(draw: Draw): string[] {
  const isFull = draw.isTrue(0.6);
  return [draw.oneOf(given), ...(isFull ? [draw.oneOf(surnames)] : [])];
}

export function unlistedPerson(draw: Draw): string[] {
  const isFull = draw.isTrue(0.6);
  return [draw.oneOf(unknown(OTHERS)), ...(isFull ? [draw.oneOf(unknown(OTHER_SURNAMES))] : [])];
}

export function listedWithUnlistedSurname(draw: Draw): string[] {
  return [draw.oneOf(given), draw.oneOf(unknown(OTHER_SURNAMES))];
}
