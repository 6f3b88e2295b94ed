/** The check digit of ISO/IEC 7812, which Swedish numbers have too. */
export function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let nth = 1; nth <= digits.length; nth++) {
    const digit = Number(digits.at(-nth));
    const doubled = nth % 2 === 0 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0;
}

/** The digit that makes `digits` + it right. */
export function checkDigit(digits: string): number {
  return [0, 1, 2, 3, 4, 5, 6, 7, 8, 9].find((digit) => isLuhn(`${digits}${digit}`)) ?? 0;
}
