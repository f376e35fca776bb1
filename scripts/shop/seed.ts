import { answered, type Visitor } from './visitor.ts';

interface Shelf {
  readonly name: string;
  readonly slug: string;
  readonly description: string;
  readonly products: readonly { readonly sku: string; readonly name: string; readonly amount: number; readonly description: string }[];
}

/** What the shop sells on its first day; prices in cents of a Sri Lankan rupee. */
export const shelves: readonly Shelf[] = [
  {
    name: 'Rice and grains',
    slug: 'rice-and-grains',
    description: 'From the paddy fields of Polonnaruwa and Ampara.',
    products: [
      { sku: 'RICE-RED-5KG', name: 'Red Raw Rice 5 kg', amount: 145_000, description: 'Short, nutty and red all through.' },
      { sku: 'RICE-SAMBA-5KG', name: 'Keeri Samba 5 kg', amount: 198_000, description: 'Small grains, for the Sunday table.' },
      { sku: 'KURAKKAN-1KG', name: 'Kurakkan Flour 1 kg', amount: 62_000, description: 'Finger millet, stone ground.' },
    ],
  },
  {
    name: 'Pulses',
    slug: 'pulses',
    description: 'Dhal, gram and beans.',
    products: [
      { sku: 'DHAL-MYSORE-1KG', name: 'Mysore Dhal 1 kg', amount: 38_000, description: 'Red lentils that cook in fifteen minutes.' },
      { sku: 'GRAM-GREEN-1KG', name: 'Green Gram 1 kg', amount: 79_000, description: 'For kiribath and sprouts.' },
    ],
  },
  {
    name: 'Spices',
    slug: 'spices',
    description: 'Roasted and ground in small lots.',
    products: [
      { sku: 'CURRY-ROAST-250G', name: 'Roasted Curry Powder 250 g', amount: 48_000, description: 'Dark, for meat and jackfruit.' },
      { sku: 'CINNAMON-C5-100G', name: 'Ceylon Cinnamon C5 100 g', amount: 72_000, description: 'Quills from Matara, thin as paper.' },
      { sku: 'PEPPER-BLACK-200G', name: 'Black Pepper 200 g', amount: 96_000, description: 'Whole, from the hills of Kandy.' },
    ],
  },
  {
    name: 'Tea and coconut',
    slug: 'tea-and-coconut',
    description: 'What every kitchen starts with.',
    products: [
      { sku: 'TEA-BOPF-400G', name: 'Ceylon Black Tea BOPF 400 g', amount: 89_000, description: 'High grown, bright and brisk.' },
      { sku: 'OIL-COCONUT-750ML', name: 'Coconut Oil 750 ml', amount: 112_000, description: 'Cold pressed in Kurunegala.' },
      { sku: 'TREACLE-KITHUL-375ML', name: 'Kithul Treacle 375 ml', amount: 135_000, description: 'For curd, and for patience.' },
    ],
  },
];

export interface SeededProduct {
  readonly productId: string;
  readonly name: string;
  readonly amount: number;
  readonly correlationId: string;
}

/** Fills the shelves, as an administrator over the shop's own API. A shop that has products is left as it is. */
export async function seed({ api }: Visitor, wanted: readonly Shelf[] = shelves): Promise<readonly SeededProduct[]> {
  const { body: there } = await answered('list products', api.GET('/products', { params: { query: { limit: 1 } } }));
  if (there.items.length > 0) return [];
  const seeded: SeededProduct[] = [];
  for (const { products, ...shelf } of wanted) {
    const { body: category } = await answered('create a category', api.POST('/categories', { body: shelf }));
    for (const { sku, name, amount, description } of products) {
      const product = { sku, name, amount, description, currency: 'LKR', categoryId: category.categoryId };
      const { body, correlationId } = await answered('create a product', api.POST('/products', { body: product }));
      seeded.push({ productId: body.productId, name: body.name, amount: body.amount, correlationId });
    }
  }
  return seeded;
}
