import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { cursorOf } from '@kada-mandiya/service-kit';
import fc from 'fast-check';
import { addCategory, addProduct, admin, allNames, startShop, type Shop } from './shop.ts';

let shop: Shop;
beforeAll(async () => {
  shop = await startShop();
});
afterAll(() => shop.stop());

describe('a search', () => {
  const stock = [
    ['Ceylon Black Tea', 'BOPF from Dimbula, brisk and 100% pure'],
    ['Kandy green tea', 'Whole leaf'],
    ['Jaggery [kithul]', 'Boiled down_slowly'],
    ['ගම් මිරිස් 100 g', 'Black pepper'],
    ['Back\\slash', "Robert'); drop table products; --"],
    ['Äpfel-Tee', 'Früchte'],
  ] as const;
  test.each<[string, readonly string[]]>([
    ['tea', ['Ceylon Black Tea', 'Kandy green tea']],
    ['TEA', ['Ceylon Black Tea', 'Kandy green tea']],
    ['tea black', ['Ceylon Black Tea']],
    ['black', ['Ceylon Black Tea', 'ගම් මිරිස් 100 g']],
    ['leaf kandy TEA', ['Kandy green tea']],
    ['ේ', []],
    ['මිරිස්', ['ගම් මිරිස් 100 g']],
    ['100%', ['Ceylon Black Tea']],
    ['100', ['Ceylon Black Tea', 'ගම් මිරිස් 100 g']],
    ['%', ['Ceylon Black Tea']],
    ['_', ['Jaggery [kithul]']],
    ['n_s', ['Jaggery [kithul]']],
    ['[kithul]', ['Jaggery [kithul]']],
    ['[a-z]', []],
    ['k\\s', ['Back\\slash']],
    ['\\', ['Back\\slash']],
    ["'); DROP", ['Back\\slash']],
    ["' or '1'='1", []],
    ['äPFEL', ['Äpfel-Tee']],
    ['FRÜCHTE', ['Äpfel-Tee']],
    ['   ', ['Back\\slash', 'Ceylon Black Tea', 'Jaggery [kithul]', 'Kandy green tea', 'Äpfel-Tee', 'ගම් මිරිස් 100 g']],
  ])('for %j', async (q, found) => {
    const { categoryId } = await addCategory(shop);
    for (const [name, description] of stock) await addProduct(shop, { categoryId }, { name, description });
    expect(await allNames(shop, { q, categoryId })).toEqual(found);
  });

  test('looks into the SKU, and leaves out what is archived or in another category', async () => {
    const [category, other] = [await addCategory(shop), await addCategory(shop)];
    const product = await addProduct(shop, category, { name: 'Broom' });
    const gone = await addProduct(shop, category, { name: 'Broom' });
    await shop.client.call('archiveProduct', { params: { productId: gone.productId }, headers: { 'if-match': '"1"' } }, admin);
    expect(await allNames(shop, { q: product.sku.toLowerCase() })).toEqual(['Broom']);
    expect(await allNames(shop, { q: gone.sku })).toEqual([]);
    expect(await allNames(shop, { q: product.sku, categoryId: other.categoryId })).toEqual([]);
    expect(await allNames(shop, { categoryId: category.categoryId })).toEqual(['Broom']);
  });
});

describe('pages', () => {
  test('hold everything once, in the order of the names, whatever their size', async () => {
    const names = fc.array(fc.string({ unit: fc.constantFrom('a', 'B', 'z', 'é', 'ත', '🫖'), minLength: 1, maxLength: 5 }), { maxLength: 9 });
    await fc.assert(
      fc.asyncProperty(names, fc.integer({ min: 1, max: 5 }), async (given, limit) => {
        const category = await addCategory(shop);
        for (const name of given) await addProduct(shop, category, { name });
        const listed = await allNames(shop, { categoryId: category.categoryId, limit });
        const expected = given.toSorted((one, other) => Buffer.compare(Buffer.from(one.toUpperCase()), Buffer.from(other.toUpperCase())));
        expect(listed.map((name) => name.toUpperCase())).toEqual(expected.map((name) => name.toUpperCase()));
        expect(listed.toSorted()).toEqual(given.toSorted());
      }),
      { numRuns: 20 },
    );
  });

  test('stay in step while products are added, renamed and archived', async () => {
    const category = await addCategory(shop);
    const added = new Map<string, string>();
    for (const name of ['b', 'd', 'f', 'h']) added.set(name, (await addProduct(shop, category, { name })).productId);
    const first = await shop.client.call('listProducts', { query: { categoryId: category.categoryId, limit: 2 } });
    if (first.status !== 200 || first.body.nextCursor === null) throw new Error('there is no next page');
    expect(first.body.items.map(({ name }) => name)).toEqual(['b', 'd']);

    await addProduct(shop, category, { name: 'a' });
    await addProduct(shop, category, { name: 'c' });
    await addProduct(shop, category, { name: 'e' });
    // The one at which the cursor stands is no longer there.
    await shop.client.call('archiveProduct', { params: { productId: added.get('d') ?? '' }, headers: { 'if-match': '"1"' } }, admin);
    const second = await shop.client.call('listProducts', { query: { categoryId: category.categoryId, limit: 2, cursor: first.body.nextCursor } });
    expect(second).toMatchObject({ status: 200, body: { items: [{ name: 'e' }, { name: 'f' }] } });
  });

  test('of long names have cursors that the contract takes', async () => {
    const category = await addCategory(shop);
    const name = '🫖'.repeat(160);
    const ids = [await addProduct(shop, category, { name }), await addProduct(shop, category, { name }), await addProduct(shop, category, { name })].map(({ productId }) => productId);
    const answer = await shop.client.call('listProducts', { query: { categoryId: category.categoryId, limit: 1 } });
    if (answer.status !== 200) throw new Error(`listProducts answered ${answer.status}`);
    // Of one name, each server has its own order.
    expect(ids).toContain(answer.body.items[0]?.productId);
    expect(await allNames(shop, { categoryId: category.categoryId, limit: 1 })).toEqual([name, name, name]);
  });

  test('of categories, by name, without archived ones', async () => {
    const [tea, herbs] = [await addCategory(shop, 'ZZ tea'), await addCategory(shop, 'zz herbs')];
    const gone = await addCategory(shop, 'zz gone');
    await shop.client.call('archiveCategory', { params: { categoryId: gone.categoryId }, headers: { 'if-match': '"1"' } }, admin);
    const ids: string[] = [];
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const answer = await shop.client.call('listCategories', { query: { limit: 3, ...(cursor === undefined ? {} : { cursor }) } });
      if (answer.status !== 200) throw new Error('no page');
      ids.push(...answer.body.items.map(({ categoryId }) => categoryId));
      cursor = answer.body.nextCursor;
    }
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.filter((id) => [tea, herbs, gone].some(({ categoryId }) => categoryId === id))).toEqual([herbs.categoryId, tea.categoryId]);
  });

  test('begin at cursors of the same list and filters only', async () => {
    const category = await addCategory(shop);
    for (const name of ['one tea', 'two teas']) await addProduct(shop, category, { name });
    const { categoryId } = category;
    const answer = await shop.client.call('listProducts', { query: { q: 'tea', categoryId, limit: 1 } });
    if (answer.status !== 200 || answer.body.nextCursor === null) throw new Error('there is no next page');
    const cursor = answer.body.nextCursor;
    const scope = ['products', '["TEA"]', categoryId];
    const refused = [
      { q: 'teas', categoryId, cursor },
      { q: 'tea', cursor },
      { categoryId, cursor },
      { q: 'tea', categoryId, cursor: `${cursor}A` },
      { q: 'tea', categoryId, cursor: cursor.slice(1) },
      { q: 'tea', categoryId, cursor: cursor.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')) },
      { q: 'tea', categoryId, cursor: 'eyJhZnRlciI6IkNleWxvbiBDaW5uYW1vbiBRdWlsbHMgMTAwIGcifQ' },
      // Well sealed, and still no position.
      { q: 'tea', categoryId, cursor: cursorOf(scope, ['ONE TEA', "'; drop table products; --"]) },
      { q: 'tea', categoryId, cursor: cursorOf(scope, ['ONE TEA']) },
      { q: 'tea', categoryId, cursor: cursorOf(scope, ['ONE TEA', categoryId, '']) },
    ];
    for (const query of refused) {
      expect([query, await shop.client.send('listProducts', { query })]).toMatchObject([query, { status: 400, body: { code: 'request-invalid', errors: [{ pointer: '/query/cursor' }] } }]);
    }
    expect(await shop.client.send('listCategories', { query: { cursor } })).toMatchObject({ status: 400, body: { code: 'request-invalid' } });
    expect(await shop.client.send('listProducts', { query: { q: 'TEA  tea', categoryId, cursor } })).toMatchObject({ status: 200, body: { items: [{ name: 'two teas' }] } });
  });

  test.each([{ limit: 0 }, { limit: 101 }, { limit: 'x' }, { q: '' }, { q: 'x'.repeat(101) }, { categoryId: 'x' }, { cursor: '' }, { cursor: '%' }, { other: 1 }])('%j is refused', async (query) => {
    expect(await shop.client.send('listProducts', { query })).toMatchObject({ status: 400 });
  });
});
