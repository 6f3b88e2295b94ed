/**
 * The packages of personnummer.dev and organisationsnummer.dev. Their types describe ES modules; what Node
 * and esbuild load is CommonJS, whose export is the class itself.
 */
import organisationsnummer from 'organisationsnummer';
import personnummer from 'personnummer';

const Personnummer = personnummer as unknown as typeof personnummer.default;
const Organisationsnummer = organisationsnummer as unknown as typeof organisationsnummer.default;

/** @param digits 10 or 12; a samordningsnummer counts, too */
export function isPersonnummer(digits: string): boolean {
  return Personnummer.valid(digits);
}

/** @param digits 10 */
export function isOrganisationsnummer(digits: string): boolean {
  return Number(digits[2]) >= 2 && Organisationsnummer.valid(digits);
}
