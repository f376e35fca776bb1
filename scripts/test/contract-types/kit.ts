import type { HandlerResponse, Publish, ServiceContract } from '@kada-mandiya/contract';

/** As much of a service kit as it takes to try the types on; nothing of it runs. */
export interface Unit<C extends ServiceContract, Store> {
  readonly transaction: <T>(work: (transaction: Transaction<C, Store>) => Promise<T>) => Promise<T>;
}

export interface Transaction<C extends ServiceContract, Store> {
  readonly store: Store;
  readonly publish: Publish<C>;
}

/** Every answer that some operation of a service declares. */
type Answer<C extends ServiceContract> = HandlerResponse<C, keyof C['operations']>;

/** The declared answers that are problem documents (RFC 9457). */
type ProblemAnswer<C extends ServiceContract> = Extract<Answer<C>, { readonly contentType?: 'application/problem+json' }>;

/** Makes the problem document of a status that some operation of the service declares. */
export type Problem<C extends ServiceContract> = <const Status extends ProblemAnswer<C>['status']>(
  status: Status,
  detail: string,
) => {
  readonly status: Status;
  readonly contentType: 'application/problem+json';
  readonly body: Extract<ProblemAnswer<C>, { readonly body: unknown }>['body'];
};
