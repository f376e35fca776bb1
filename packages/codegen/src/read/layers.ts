import type { SpecFiles } from '../input/documents.ts';
import { isJsonObject } from '../ir/json.ts';
import { childOf, childrenOf, type Node } from './node.ts';
import { follow } from './references.ts';

/** An object and what is merged under it, the strongest first. */
export type Layers = readonly Node[];

/**
 * An operation or message with its traits (AsyncAPI 3.0, "Traits Merge Mechanism"): the object itself wins over its
 * traits, a later trait over an earlier one; objects are merged, and null takes away (RFC 7396).
 */
export function withTraits(files: SpecFiles, node: Node): Layers {
  const traits = childOf(node, 'traits');
  const targets = traits === undefined ? [] : childrenOf(traits).map(({ node: trait }) => follow(files, trait));
  return [node, ...targets.filter((target) => target !== undefined).reverse()];
}

/** A field as the layers together give it, itself in layers. */
export function layersOf(layers: Layers, key: string): Layers {
  const found: Node[] = [];
  for (const layer of layers) {
    const child = childOf(layer, key);
    if (child === undefined) continue;
    if (child.value !== null) found.push(child);
    if (!isJsonObject(child.value)) break;
  }
  return found;
}

/** A field that is no object: the strongest layer's. */
export function fieldOf(layers: Layers, key: string): Node | undefined {
  return layersOf(layers, key)[0];
}

/** The text of a field; undefined where it is absent or no text. */
export function textOf(layers: Layers, key: string): string | undefined {
  const value = fieldOf(layers, key)?.value;
  return typeof value === 'string' ? value : undefined;
}

/** Those fields among some that are texts, as an object to spread. */
export function textsOf<Key extends string>(layers: Layers, ...keys: readonly Key[]): Partial<Record<Key, string>> {
  const texts: Partial<Record<Key, string>> = {};
  for (const key of keys) {
    const text = textOf(layers, key);
    if (text !== undefined) texts[key] = text;
  }
  return texts;
}
