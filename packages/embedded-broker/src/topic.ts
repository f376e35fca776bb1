/**
 * Topic patterns, found by the routing keys that fit them: `*` stands for one word, `#` for any number of words, words
 * are separated by dots (AMQP 0-9-1, 3.1.3.3). They share a tree of words, so that looking for those of a key costs what
 * fits it or begins to, however many there are.
 */
export class TopicPatterns {
  readonly #root = newNode(false);

  add(pattern: string): void {
    let node = this.#root;
    for (const word of words(pattern)) {
      const next = node.next.get(word) ?? newNode(word === '#');
      node.next.set(word, next);
      node = next;
    }
    node.pattern = pattern;
  }

  remove(pattern: string): void {
    removeFrom(this.#root, words(pattern), 0);
  }

  /** The patterns that a routing key fits; the time is at most the product of its words and the nodes of the tree. */
  fitting(routingKey: string): readonly string[] {
    let reached = new Set<Node>();
    reach(this.#root, reached);
    for (const word of words(routingKey)) {
      const before = reached;
      reached = new Set();
      for (const node of before) {
        if (node.takesMore) reach(node, reached);
        reach(node.next.get(word), reached);
        reach(node.next.get('*'), reached);
      }
    }
    return [...reached].flatMap(({ pattern }) => (pattern === undefined ? [] : [pattern]));
  }
}

/** A place in the tree: the words of a pattern up to here. */
interface Node {
  readonly next: Map<string, Node>;
  /** It stands for a `#`. */
  readonly takesMore: boolean;
  /** The pattern that ends here. */
  pattern: string | undefined;
}

function newNode(takesMore: boolean): Node {
  return { next: new Map(), takesMore, pattern: undefined };
}

function words(text: string): readonly string[] {
  return text === '' ? [] : text.split('.');
}

/** Into a node, and on through each `#` behind it, which may stand for no word at all. */
function reach(first: Node | undefined, reached: Set<Node>): void {
  for (let node = first; node !== undefined && !reached.has(node); node = node.next.get('#')) reached.add(node);
}

/** A routing key has 255 bytes at most, so this goes no deeper than that. */
function removeFrom(node: Node, path: readonly string[], depth: number): void {
  const word = path[depth];
  if (word === undefined) {
    node.pattern = undefined;
    return;
  }
  const next = node.next.get(word);
  if (next === undefined) return;
  removeFrom(next, path, depth + 1);
  if (next.pattern === undefined && next.next.size === 0) node.next.delete(word);
}
