/** Called as it is, since calling it by reflection would cost more than it does. */
export function isFunction(value: unknown): value is (argument: unknown) => unknown {
  return typeof value === 'function';
}
