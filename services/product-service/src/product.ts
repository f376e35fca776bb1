import type { Category, CategoryInput, Product, ProductInput } from '@kada-mandiya/http-contracts/product-service';

/** A body of the contract, with `null` where it leaves out an optional text. */
type Kept<T extends { description?: string }> = Readonly<Omit<T, 'description'>> & { readonly description: string | null };

export type ProductState = Kept<Product>;
export type CategoryState = Kept<Category>;

/** What an administrator may change. A patch (RFC 7396) is one; what it leaves out stays. */
export type ProductChange = Partial<Kept<ProductInput>>;
export type CategoryChange = Partial<Kept<CategoryInput>>;

/** Products and categories alike: each state has a revision, and the last one is `ARCHIVED`. */
interface Revised {
  readonly revision: number;
  readonly status: 'ACTIVE' | 'ARCHIVED';
  readonly updatedAt: string;
}

/** The state that a change is meant for, as `If-Match` says it, and when it is made. */
export interface Meant {
  readonly ifMatch: string;
  readonly now: Date;
}

export type Edited<T> =
  | { readonly kind: 'changed'; readonly state: T }
  /** It is as it should be already. */
  | { readonly kind: 'unchanged'; readonly state: T }
  /** The change was meant for another revision. */
  | { readonly kind: 'stale'; readonly revision: number }
  /** What is archived no longer changes. */
  | { readonly kind: 'archived' };

export function newProduct(input: ProductInput, { productId, now }: { readonly productId: string; readonly now: Date }): ProductState {
  return { productId, description: null, ...input, ...firstRevision(now) };
}

export function newCategory(input: CategoryInput, { categoryId, now }: { readonly categoryId: string; readonly now: Date }): CategoryState {
  return { categoryId, description: null, ...input, ...firstRevision(now) };
}

function firstRevision(now: Date): Revised & { readonly status: 'ACTIVE'; readonly createdAt: string } {
  const createdAt = now.toISOString();
  return { revision: 1, status: 'ACTIVE', createdAt, updatedAt: createdAt };
}

/** The change that leaves nothing of what was there before. */
export function replacing<T extends { readonly description?: string }>(input: T): Omit<T, 'description'> & { readonly description: string | null } {
  return { ...input, description: input.description ?? null };
}

/** The next state: the revision grows by one, and only where something is different. */
export function edit<T extends Revised>(current: T, change: Partial<NoInfer<T>>, { ifMatch, now }: Meant): Edited<T> {
  if (ifMatch !== etagOf(current)) return { kind: 'stale', revision: current.revision };
  if (current.status === 'ARCHIVED') return { kind: 'archived' };
  const isSame = Object.entries(change).every(([name, value]) => Reflect.get(current, name) === value);
  if (isSame) return { kind: 'unchanged', state: current };
  return { kind: 'changed', state: { ...current, ...change, revision: current.revision + 1, updatedAt: now.toISOString() } };
}

/** A strong entity tag (RFC 9110, section 8.8.3). */
export function etagOf({ revision }: { readonly revision: number }): string {
  return `"${revision}"`;
}

/** A state as the contract has it over HTTP. */
export function bodyOf<T extends { readonly description: string | null }>({ description, ...state }: T): Omit<T, 'description'> & { description?: string } {
  return { ...state, ...(description === null ? {} : { description }) };
}

/** What `product.changed` tells: all of the product but its times. */
export function toProductChanged(state: ProductState): Omit<Product, 'createdAt' | 'updatedAt'> {
  const { createdAt: _, updatedAt: __, ...told } = bodyOf(state);
  return told;
}
