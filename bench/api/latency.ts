/** Request latency with one or several concurrent clients. */
import { quantile } from '../quantile.ts';

export interface Latency {
  /** Milliseconds. */
  p50: number;
  p95: number;
  perSecond: number;
}

/** Each client sends one request at a time. */
export async function latencyOf(
  ask: () => Promise<unknown>,
  { clients, each }: { clients: number; each: number },
): Promise<Latency> {
  const took: number[] = [];
  const began = performance.now();
  const client = async () => {
    for (let nth = 0; nth < each; nth += 1) took.push(await timed(ask));
  };
  await Promise.all(Array.from({ length: clients }, client));
  const seconds = (performance.now() - began) / 1000;
  return { p50: quantile(0.5, took), p95: quantile(0.95, took), perSecond: took.length / seconds };
}

/** @returns milliseconds */
export async function timed(ask: () => Promise<unknown>): Promise<number> {
  const asked = performance.now();
  await ask();
  return performance.now() - asked;
}
