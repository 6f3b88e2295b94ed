/** Faults of the endpoints of one cloud. */

/** An injected fault. */
export type SagemakerFault = {
  /** Number of occurrences (default: until `clear`). */
  readonly times?: number;
  /** Limits the fault to requests whose inference id begins so, e.g. those of one job. */
  readonly about?: string;
} & (
  | {
      /** InvokeEndpointAsync fails with `code`. */
      readonly kind: 'refuse';
      readonly code: 'InternalFailure' | 'ServiceUnavailable' | 'ThrottlingException';
      readonly status: number;
    }
  | {
      /** Neither topic hears of the request; its object is written. */
      readonly kind: 'lost-notification';
    }
  | {
      /** The topic hears of the request so many times more. */
      readonly kind: 'repeated-notification';
      readonly more: number;
    }
  | {
      /** The request has waited as long as it may before a container takes it. */
      readonly kind: 'expires';
    }
  | {
      /** InvocationTimeoutSeconds are over so long after the container has the request. */
      readonly kind: 'time-out';
      readonly afterMs: number;
    }
  | {
      /** The container's processes are killed so long after it has the request. */
      readonly kind: 'container-dies';
      readonly afterMs: number;
    }
  | {
      /** A container never answers /ping with 200. */
      readonly kind: 'no-start';
    }
);

type FaultOf<Kind extends SagemakerFault['kind']> = Extract<SagemakerFault, { kind: Kind }>;

export class SagemakerFaults {
  #active: { fault: SagemakerFault; left: number }[] = [];

  add(...faults: SagemakerFault[]): void {
    this.#active.push(...faults.map((fault) => ({ fault, left: fault.times ?? Infinity })));
  }

  clear(): void {
    this.#active = [];
  }

  /** The fault that applies to a request; takes one of its occurrences. */
  take<Kind extends SagemakerFault['kind']>(
    kind: Kind,
    inferenceId: string,
  ): FaultOf<Kind> | undefined {
    for (const entry of this.#active) {
      const { fault } = entry;
      if (!inferenceId.startsWith(fault.about ?? '') || !isKind(fault, kind)) continue;
      entry.left--;
      if (entry.left <= 0) this.#active = this.#active.filter((other) => other !== entry);
      return fault;
    }
    return undefined;
  }
}

function isKind<Kind extends SagemakerFault['kind']>(
  fault: SagemakerFault,
  kind: Kind,
): fault is FaultOf<Kind> {
  return fault.kind === kind;
}
