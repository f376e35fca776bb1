import type { Picture } from './pictures.ts';

/** Any of the words makes the picture; the first line that fits wins, so that what is made of a thing stands before the thing. */
type Rule = readonly [Picture, string];

const products: readonly Rule[] = [
  ['flour', 'flour kurakkan millet atta semolina'],
  ['treacle', 'treacle honey syrup'],
  ['jaggery', 'jaggery hakuru toffee sweet'],
  ['coconut-oil', 'oil'],
  ['coconut', 'coconut'],
  ['rice-samba', 'samba'],
  ['rice-white', 'rice basmati nadu'],
  ['dhal', 'dhal dal lentil parippu'],
  ['green-gram', 'gram mung'],
  ['pulses', 'bean chickpea cowpea pea kadala pulse'],
  ['cinnamon', 'cinnamon'],
  ['curry-powder', 'curry masala'],
  ['pepper', 'pepper peppercorn'],
  ['chilli', 'chilli chillie chili chilie miris'],
  ['tea', 'tea'],
  ['spice-box', 'spice cardamom clove turmeric cumin coriander mustard nutmeg fennel fenugreek'],
  ['packet', 'sugar salt milk powder'],
  ['soap', 'soap detergent'],
  ['broom', 'broom brush ekel mop rake'],
  ['fruit', 'fruit banana mango papaya pineapple'],
  ['basket', 'vegetable tomato carrot brinjal onion potato basket'],
  ['jar', 'jam pickle chutney sambol paste ghee jar'],
  ['bottle', 'bottle vinegar sauce cordial drink'],
];

const categories: readonly Rule[] = [
  ['paddy', 'rice grain paddy'],
  ['pulses', 'pulse dhal bean lentil'],
  ['spice-box', 'spice'],
  ['coconut', 'coconut'],
  ['tea', 'tea'],
  ['broom', 'household home cleaning'],
  ['soap', 'bath care'],
  ['fruit', 'fruit'],
  ['basket', 'vegetable fresh'],
  ['jaggery', 'sweet sugar'],
  ['bottle', 'drink oil'],
];

const parcels: readonly Picture[] = ['parcel-sea', 'parcel-turmeric', 'parcel-leaf', 'parcel-chili'];

/** The picture of a product, by the words of its name and SKU; a parcel, always in the same colours, for what has none. */
export function productArt({ name, sku }: { readonly name: string; readonly sku: string }): Picture {
  const words = wordsOf(`${name} ${sku}`);
  const isRedRice = words.has('rice') && !words.has('flour') && (words.has('red') || words.has('rathu'));
  return isRedRice ? 'rice-red' : (pictureFor(words, products) ?? parcelFor(sku));
}

/** The picture of a category, by the words of its name and slug; else what a product of that name would have. */
export function categoryArt({ name, slug }: { readonly name: string; readonly slug: string }): Picture {
  return pictureFor(wordsOf(`${name} ${slug}`), categories) ?? productArt({ name, sku: slug });
}

function pictureFor(words: ReadonlySet<string>, rules: readonly Rule[]): Picture | undefined {
  return rules.find(([, keys]) => keys.split(' ').some((key) => words.has(key)))?.[0];
}

/** Words in lower case, as they are and without the `s` of a plural. */
function wordsOf(text: string): ReadonlySet<string> {
  const words = text.toLowerCase().split(/[^\p{L}]+/u);
  return new Set(words.flatMap((word) => [word, word.replace(/s$/, '')]));
}

function parcelFor(sku: string): Picture {
  const hash = Array.from(sku).reduce((sum, character) => (sum * 31 + (character.codePointAt(0) ?? 0)) % 65_521, 7);
  return parcels[hash % parcels.length] ?? 'parcel-sea';
}
