import { readdirSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { pictures, type Picture } from '../src/art/pictures.ts';
import { categoryArt, productArt } from '../src/art/product-art.ts';

describe('the picture of a product', () => {
  test.each<[string, string, Picture]>([
    ['RICE-RED-5KG', 'Red Raw Rice 5 kg', 'rice-red'],
    ['RICE-SAMBA-5KG', 'Keeri Samba 5 kg', 'rice-samba'],
    ['RICE-NADU-5KG', 'White Nadu Rice 5 kg', 'rice-white'],
    ['RICE-FLOUR-1KG', 'Red Rice Flour 1 kg', 'flour'],
    ['KURAKKAN-1KG', 'Kurakkan Flour 1 kg', 'flour'],
    ['DHAL-MYSORE-1KG', 'Mysore Dhal 1 kg', 'dhal'],
    ['GRAM-GREEN-1KG', 'Green Gram 1 kg', 'green-gram'],
    ['CURRY-ROAST-250G', 'Roasted Curry Powder 250 g', 'curry-powder'],
    ['SPICE-CURRY-ROASTED-250G', 'Roasted Curry Powder 250 g', 'curry-powder'],
    ['CINNAMON-C5-100G', 'Ceylon Cinnamon C5 100 g', 'cinnamon'],
    ['SPICE-CINNAMON-100G', 'Ceylon Cinnamon Quills 100 g', 'cinnamon'],
    ['PEPPER-BLACK-200G', 'Black Pepper 200 g', 'pepper'],
    ['TEA-BOPF-400G', 'Ceylon Black Tea BOPF 400 g', 'tea'],
    ['OIL-COCONUT-750ML', 'Coconut Oil 750 ml', 'coconut-oil'],
    ['TREACLE-KITHUL-375ML', 'Kithul Treacle 375 ml', 'treacle'],
    ['HOME-EKEL-BROOM', 'Ekel Broom', 'broom'],
    ['X-1', 'Dried chillies', 'chilli'],
    ['X-2', 'COCONUTS', 'coconut'],
  ])('%s, %s, is %s', (sku, name, picture) => {
    expect(productArt({ sku, name })).toBe(picture);
  });

  test('that we have not drawn is a parcel, the same each time, not the same for all', () => {
    const parcels = Array.from({ length: 40 }, (_, item) => productArt({ sku: `LAMP-${item}`, name: 'Lamp' }));
    expect(parcels.every((picture) => picture.startsWith('parcel-'))).toBe(true);
    expect(new Set(parcels).size).toBe(4);
    expect(productArt({ sku: 'LAMP-7', name: 'Lamp' })).toBe(parcels[7]);
  });

  test('goes by whole words', () => {
    expect(productArt({ sku: 'SHIRT-TEAM', name: 'Team shirt' })).toMatch(/^parcel-/);
  });
});

describe('the picture of a category', () => {
  test.each<[string, string, Picture]>([
    ['rice-and-grains', 'Rice and grains', 'paddy'],
    ['pulses', 'Pulses', 'pulses'],
    ['spices', 'Spices', 'spice-box'],
    ['tea-and-coconut', 'Tea and coconut', 'coconut'],
    ['tea', 'Tea', 'tea'],
    ['rice-and-pulses', 'Rice and Pulses', 'paddy'],
    ['household', 'Household', 'broom'],
    ['spices-and-oils', 'Spices and Oils', 'spice-box'],
    ['soaps', 'Soaps', 'soap'],
  ])('%s is %s', (slug, name, picture) => {
    expect(categoryArt({ slug, name })).toBe(picture);
  });
});

test('every picture that is named is drawn, and every good that is drawn is named', () => {
  const scenery = ['closed', 'shop', 'signpost'];
  const drawn = readdirSync(new URL('../public/art', import.meta.url)).map((file) => file.replace(/\.svg$/, ''));
  expect(drawn.toSorted()).toEqual([...Object.keys(pictures), ...scenery].toSorted());
});
