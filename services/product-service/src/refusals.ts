import { problem, type ProblemResponse } from '@kada-mandiya/service-kit';

export function productNotFound(): ProblemResponse<404> {
  return problem(404, 'product-not-found', { detail: 'There is no product with this id.' });
}

export function categoryNotFound(): ProblemResponse<404> {
  return problem(404, 'category-not-found', { detail: 'There is no category with this id.' });
}

export function skuTaken(sku: string): ProblemResponse<409> {
  return problem(409, 'sku-taken', { detail: `Another product has the SKU ${sku}.`, errors: [{ pointer: '/body/sku', message: 'is that of another product' }] });
}

export function slugTaken(slug: string): ProblemResponse<409> {
  return problem(409, 'slug-taken', { detail: `Another category has the slug ${slug}.`, errors: [{ pointer: '/body/slug', message: 'is that of another category' }] });
}

export function archived(thing: 'product' | 'category'): ProblemResponse<409> {
  return problem(409, `${thing}-archived`, { detail: `The ${thing} is archived and no longer changes.` });
}

export function categoryNotEmpty(): ProblemResponse<409> {
  return problem(409, 'category-not-empty', { detail: 'Active products are in this category. Archive or move them first.' });
}

export function categoryUnusable(): ProblemResponse<422> {
  return problem(422, 'category-unusable', {
    detail: 'The category does not exist or is archived.',
    errors: [{ pointer: '/body/categoryId', message: 'names no category that takes products' }],
  });
}

export function revisionStale(current: number, ifMatch: string): ProblemResponse<412> {
  return problem(412, 'revision-stale', { title: 'Revision out of date', detail: `The current revision is ${current}, not ${ifMatch.slice(1, -1)}.` });
}
