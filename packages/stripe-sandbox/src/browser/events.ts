import type { StripeError, StripePaymentElementChangeEvent } from '@stripe/stripe-js';

interface Plain {
  readonly elementType: 'payment';
}

/** What an element tells, by name. */
export interface ElementEvents {
  readonly ready: Plain;
  readonly change: StripePaymentElementChangeEvent;
  readonly focus: Plain;
  readonly blur: Plain;
  readonly escape: Plain;
  readonly loaderstart: Plain;
  readonly loaderror: Plain & { readonly error: StripeError };
}

export type Handler<Name extends keyof ElementEvents> = (event: ElementEvents[Name]) => unknown;

type Handlers = { readonly [Name in keyof ElementEvents]: Set<Handler<Name>> };

export interface Emitter {
  on<Name extends keyof ElementEvents>(name: Name, handler: Handler<Name>): void;
  once<Name extends keyof ElementEvents>(name: Name, handler: Handler<Name>): void;
  /** Without a handler: all of them. */
  off<Name extends keyof ElementEvents>(name: Name, handler?: Handler<Name>): void;
  emit<Name extends keyof ElementEvents>(name: Name, event: ElementEvents[Name]): void;
  clear(): void;
}

export function createEmitter(): Emitter {
  const handlers: Handlers = { ready: new Set(), change: new Set(), focus: new Set(), blur: new Set(), escape: new Set(), loaderstart: new Set(), loaderror: new Set() };
  const emitter: Emitter = {
    on(name, handler) {
      handlers[name].add(handler);
    },
    once(name, handler) {
      const first: typeof handler = (event) => {
        emitter.off(name, first);
        return handler(event);
      };
      emitter.on(name, first);
    },
    off(name, handler) {
      if (handler === undefined) handlers[name].clear();
      else handlers[name].delete(handler);
    },
    emit(name, event) {
      for (const handler of [...handlers[name]]) handler(event);
    },
    clear() {
      for (const set of Object.values(handlers)) set.clear();
    },
  };
  return emitter;
}
