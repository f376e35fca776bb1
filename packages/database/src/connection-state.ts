/** Whether a connection's transaction can still be used. */
export interface ConnectionState {
  /** Why not, where it cannot. */
  readonly broken: unknown;
  throwIfBroken(): void;
  /** The first reason stays. */
  breakWith(reason: unknown): void;
}

export function connectionState(): ConnectionState {
  let broken: { readonly reason: unknown } | undefined;
  return {
    get broken() {
      return broken?.reason;
    },
    throwIfBroken() {
      if (broken !== undefined) throw broken.reason;
    },
    breakWith(reason) {
      broken ??= { reason };
    },
  };
}
