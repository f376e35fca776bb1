/** Every picture of a good under `public/art`, and what is to be seen on it, for those who do not see it. */
export const pictures = {
  basket: 'A basket of vegetables',
  bottle: 'A corked bottle',
  broom: 'An ekel broom',
  chilli: 'A brass bowl of red chillies',
  cinnamon: 'A bundle of cinnamon quills',
  coconut: 'A coconut, and one cut in half',
  'coconut-oil': 'A bottle of coconut oil beside half a coconut',
  'curry-powder': 'A jar of roasted curry powder with two dried chillies',
  dhal: 'A clay bowl heaped with red lentils',
  flour: 'A paper bag of kurakkan flour with two ears of finger millet',
  fruit: 'A bunch of bananas on a rope',
  'green-gram': 'A wooden bowl of green gram, one of them sprouting',
  jaggery: 'Three rounds of jaggery on a leaf',
  jar: 'A jar with a cloth lid',
  packet: 'A paper packet and a scoop',
  paddy: 'A sheaf of paddy',
  'parcel-chili': 'A parcel with a blue ribbon',
  'parcel-leaf': 'A parcel with a yellow ribbon',
  'parcel-sea': 'A parcel with a red ribbon',
  'parcel-turmeric': 'A parcel with a green ribbon',
  pepper: 'A wooden mortar full of peppercorns',
  pulses: 'Three heaps of pulses on a banana leaf',
  'rice-red': 'An open sack of red rice',
  'rice-samba': 'A woven basket of samba rice',
  'rice-white': 'An open sack of white rice',
  soap: 'Two bars of soap among bubbles',
  'spice-box': 'A round tin with seven cups of spices',
  tea: 'A tin of tea and a steaming glass',
  treacle: 'A clay pot with treacle running over its rim',
} as const;

export type Picture = keyof typeof pictures;

/** Where a picture is served. */
export function pictureAddress(picture: Picture): string {
  return `/art/${picture}.svg`;
}
