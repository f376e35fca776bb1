/** What a service and its things are called in files, code, addresses and texts. */
export interface ServiceNames {
  /** `price-list-service` */
  readonly service: string;
  /** `price-list`: the file of its rule. */
  readonly base: string;
  /** `priceList` */
  readonly thing: string;
  /** `PriceList` */
  readonly Thing: string;
  /** `priceLists` */
  readonly things: string;
  /** `PriceLists` */
  readonly Things: string;
  /** `price-lists` */
  readonly path: string;
  /** `price list` */
  readonly words: string;
  /** `Price list` */
  readonly Words: string;
  /** `price lists` */
  readonly plural: string;
  /** `Price lists` */
  readonly Plural: string;
  /** `priceListService` */
  readonly variable: string;
  /** `PriceListServiceContract` */
  readonly Contract: string;
  /** `PRICE_LIST_SERVICE_URL` */
  readonly urlVariable: string;
  /** `PRICE_LIST_DB_PASSWORD` */
  readonly passwordVariable: string;
  /** `price_list_db` */
  readonly database: string;
}

export function serviceNamesOf(service: string): ServiceNames {
  const base = service.replace(/-service$/, '');
  const words = base.split('-');
  const plurals = [...words.slice(0, -1), pluralOf(words.at(-1) ?? '')];
  return {
    service,
    base,
    thing: camelOf(words),
    Thing: pascalOf(words),
    things: camelOf(plurals),
    Things: pascalOf(plurals),
    path: plurals.join('-'),
    words: words.join(' '),
    Words: capital(words.join(' ')),
    plural: plurals.join(' '),
    Plural: capital(plurals.join(' ')),
    variable: camelOf([...words, 'service']),
    Contract: `${pascalOf([...words, 'service'])}Contract`,
    urlVariable: `${words.join('_').toUpperCase()}_SERVICE_URL`,
    passwordVariable: `${words.join('_').toUpperCase()}_DB_PASSWORD`,
    database: `${words.join('_')}_db`,
  };
}

/** What an event is called in its document and in code. */
export interface EventNames {
  readonly routingKey: string;
  /** `OrderShipped` */
  readonly Event: string;
  /** `OrderShippedV1` */
  readonly Message: string;
  /** `orderShippedV1` */
  readonly contract: string;
  /** `Order shipped` */
  readonly Words: string;
  /** `order` */
  readonly subject: string;
  /** `order-shipped` */
  readonly file: string;
}

export function eventNamesOf(routingKey: string): EventNames {
  const words = routingKey.split('.');
  return { routingKey, Event: pascalOf(words), Message: `${pascalOf(words)}V1`, contract: `${camelOf(words)}V1`, Words: capital(words.join(' ')), subject: words[0] ?? '', file: words.join('-') };
}

/** Names that a new service's own code, or JavaScript, has for something else. */
const taken = new Set(
  [
    'service store config main http events handlers reactions migrations issuer row unit test expect database auth kit contract health',
    'break case catch class const continue debugger default delete do else enum export extends false finally for function if import in instanceof new null return super switch this throw true try typeof var void while with',
    'await async let static yield package private protected public interface implements object string number boolean symbol any unknown never type undefined',
    'date map set promise error array record partial readonly pick omit problem caller page',
  ].flatMap((line) => line.split(' ')),
);

/** Whether code can call the things of a service so. */
export function isUsable({ thing, things }: ServiceNames): boolean {
  return !taken.has(thing) && !taken.has(things);
}

export function camelOf(words: readonly string[]): string {
  return words.map((word, index) => (index === 0 ? word : capital(word))).join('');
}

function pascalOf(words: readonly string[]): string {
  return words.map(capital).join('');
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}

function pluralOf(word: string): string {
  if (/[^aeiou]y$/.test(word)) return `${word.slice(0, -1)}ies`;
  return /(?:s|x|z|ch|sh)$/.test(word) ? `${word}es` : `${word}s`;
}
