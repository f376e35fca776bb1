/**
 * Whether a routing key fits a topic pattern: `*` stands for one word, `#` for any number of words, words are
 * separated by dots (AMQP 0-9-1, 3.1.3.3).
 */
export function topicMatches(pattern: string, routingKey: string): boolean {
  return wordsMatch(words(pattern), words(routingKey));
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split('.');
}

/** Two pointers; on a mismatch the latest `#` takes one word more, so the time is at most the product of both lengths. */
function wordsMatch(pattern: readonly string[], key: readonly string[]): boolean {
  let p = 0;
  let k = 0;
  let hash = -1;
  let hashTook = 0;
  while (k < key.length) {
    const word = pattern[p];
    if (word === '#') {
      hash = p++;
      hashTook = k;
    } else if (word !== undefined && (word === '*' || word === key[k])) {
      p++;
      k++;
    } else if (hash !== -1) {
      p = hash + 1;
      k = ++hashTook;
    } else {
      return false;
    }
  }
  while (pattern[p] === '#') p++;
  return p === pattern.length;
}
