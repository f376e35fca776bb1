import type { Category, Product } from '@kada-mandiya/http-contracts/product-service';
import type { ProductServiceContract } from '@kada-mandiya/service-contracts/product-service';
import type { ProblemResponse, ServiceUnit } from '@kada-mandiya/service-kit';
import { bodyOf, edit, etagOf, toProductChanged, type CategoryChange, type CategoryState, type Edited, type Meant, type ProductChange, type ProductState } from './product.ts';
import { archived, categoryNotEmpty, categoryNotFound, categoryUnusable, productNotFound, revisionStale, skuTaken, slugTaken } from './refusals.ts';
import type { ProductStore } from './store.ts';

type Unit = ServiceUnit<ProductServiceContract, ProductStore>;

/** What is meant to change, and how. */
export interface Edit<Change> {
  readonly id: string;
  readonly change: Change;
  readonly meant: Meant;
}

interface Done<Body> {
  readonly status: 200;
  readonly headers: { etag: string };
  readonly body: Body;
}

type Refused = ProblemResponse<404> | ProblemResponse<409> | ProblemResponse<412>;

/** A product's next state, told of in the same transaction. A category that it moves to has to take products. */
export async function editProduct(unit: Unit, { id, change, meant }: Edit<ProductChange>): Promise<Done<Product> | Refused | ProblemResponse<422>> {
  const current = await unit.store.takeProduct(id);
  if (current === undefined) return productNotFound();
  const edited = edit(current, change, meant);
  const isMoved = edited.kind === 'changed' && edited.state.categoryId !== current.categoryId;
  if (isMoved && (await unit.store.takeCategory(edited.state.categoryId))?.status !== 'ACTIVE') return categoryUnusable();
  return writeProduct(unit, edited, meant);
}

export async function archiveProduct(unit: Unit, { id, meant }: Omit<Edit<ProductChange>, 'change'>): Promise<Done<Product> | Refused> {
  const current = await unit.store.takeProduct(id);
  return current === undefined ? productNotFound() : writeProduct(unit, edit(current, { status: 'ARCHIVED' }, meant), meant);
}

async function writeProduct({ store, publish }: Unit, edited: Edited<ProductState>, { ifMatch }: Meant): Promise<Done<Product> | Refused> {
  if (edited.kind === 'stale') return revisionStale(edited.revision, ifMatch);
  if (edited.kind === 'archived') return archived('product');
  const { state } = edited;
  if (edited.kind === 'changed') {
    if ((await store.updateProduct(state)) === 'sku-taken') return skuTaken(state.sku);
    await publish('product.changed', toProductChanged(state));
  }
  return { status: 200, headers: { etag: etagOf(state) }, body: bodyOf(state) };
}

/** A category's next state. Products know it by its id only, so nobody else is told. */
export async function editCategory({ store }: Unit, { id, change, meant }: Edit<CategoryChange>): Promise<Done<Category> | Refused> {
  const current = await store.takeCategory(id);
  return current === undefined ? categoryNotFound() : writeCategory(store, edit(current, change, meant), meant);
}

/** It is taken before its products are looked for: none can be added in between. */
export async function archiveCategory({ store }: Unit, { id, meant }: Omit<Edit<CategoryChange>, 'change'>): Promise<Done<Category> | Refused> {
  const current = await store.takeCategory(id);
  if (current === undefined) return categoryNotFound();
  const edited = edit(current, { status: 'ARCHIVED' }, meant);
  if (edited.kind === 'changed' && (await store.hasActiveProducts(id))) return categoryNotEmpty();
  return writeCategory(store, edited, meant);
}

async function writeCategory(store: ProductStore, edited: Edited<CategoryState>, { ifMatch }: Meant): Promise<Done<Category> | Refused> {
  if (edited.kind === 'stale') return revisionStale(edited.revision, ifMatch);
  if (edited.kind === 'archived') return archived('category');
  const { state } = edited;
  if (edited.kind === 'changed' && (await store.updateCategory(state)) === 'slug-taken') return slugTaken(state.slug);
  return { status: 200, headers: { etag: etagOf(state) }, body: bodyOf(state) };
}
