/** Ports of a function that dies at one of its calls. */

export class Died extends Error {}

/** @returns wraps a port's call: after so many calls over all wrapped ports, each is rejected with Died */
export function dyingAfter(calls: number) {
  let left = calls;
  return <Given extends unknown[], Got>(call: (...given: Given) => Promise<Got>) =>
    (...given: Given): Promise<Got> => {
      left -= 1;
      return left < 0 ? Promise.reject(new Died()) : call(...given);
    };
}
