import elk, { type ElkNode } from 'elkjs/lib/elk.bundled.js';
import type { MapArrow, MapBox, MapGraph } from './graph.ts';

/** A graph with its places, in pixels from the upper left corner. */
export interface Layout {
  readonly width: number;
  readonly height: number;
  readonly boxes: readonly PlacedBox[];
  readonly arrows: readonly PlacedArrow[];
}

export interface PlacedBox {
  readonly box: MapBox;
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedArrow {
  readonly arrow: MapArrow;
  readonly start: Point;
  readonly end: Point;
}

export interface Point {
  readonly x: number;
  readonly y: number;
}

const heights: Readonly<Record<MapBox['kind'], number>> = { producer: 40, exchange: 0, event: 34, consumer: 0, queue: 30 };
/** Of one letter, as the map's style sets them. */
const letters: Readonly<Record<MapBox['kind'], number>> = { producer: 8, exchange: 8, event: 7.9, consumer: 8, queue: 7.3 };

const options = {
  'elk.algorithm': 'layered',
  'elk.direction': 'RIGHT',
  'elk.hierarchyHandling': 'INCLUDE_CHILDREN',
  'elk.edgeRouting': 'POLYLINE',
  'elk.layered.spacing.nodeNodeBetweenLayers': '110',
  'elk.spacing.nodeNode': '12',
  'elk.spacing.edgeNode': '10',
  'elk.layered.nodePlacement.strategy': 'NETWORK_SIMPLEX',
  'elk.layered.crossingMinimization.hierarchicalSweepiness': '1',
  'elk.layered.thoroughness': '60',
  'elk.randomSeed': '1',
};

/** Lays a graph out from left to right. The same graph is always laid out in the same way. */
export async function layOut({ boxes, arrows }: MapGraph): Promise<Layout> {
  const engine = new elk.default();
  const root: ElkNode = await engine.layout({
    id: 'map',
    layoutOptions: options,
    children: boxes.filter(({ inside }) => inside === undefined).map((box) => nodeOf(box, boxes)),
    edges: arrows.map(({ id, from, to }) => ({ id, sources: [from], targets: [to] })),
  });
  const placed = placedIn(root, { x: 0, y: 0 });
  return {
    width: Math.ceil(root.width ?? 0),
    height: Math.ceil(root.height ?? 0),
    boxes: boxes.map((box) => ({ box, ...(placed.get(box.id) ?? { x: 0, y: 0, width: 0, height: 0 }) })),
    arrows: arrows.map((arrow) => ({ arrow, ...endsOf(root, arrow.id, placed) })),
  };
}

function nodeOf(box: MapBox, boxes: readonly MapBox[]): ElkNode {
  const children = boxes.filter(({ inside }) => inside === box.id);
  const width = widthOf(box);
  // Boxes of one kind stand in one column, all as wide as the widest.
  if (children.length === 0) return { id: box.id, width: Math.max(...boxes.filter(({ kind }) => kind === box.kind).map(widthOf)), height: heights[box.kind] };
  return {
    id: box.id,
    layoutOptions: { 'elk.padding': '[top=44,left=14,bottom=14,right=14]', 'elk.nodeSize.constraints': '[MINIMUM_SIZE]', 'elk.nodeSize.minimum': `(${width}, 40)` },
    children: children.map((child) => nodeOf(child, boxes)),
  };
}

function widthOf({ label, kind }: MapBox): number {
  return Math.ceil(label.length * letters[kind]) + 28;
}

type Place = Omit<PlacedBox, 'box'>;

function placedIn(node: ElkNode, at: Point): Map<string, Place> {
  const places = new Map<string, Place>();
  for (const child of node.children ?? []) {
    const place = { x: at.x + (child.x ?? 0), y: at.y + (child.y ?? 0), width: child.width ?? 0, height: child.height ?? 0 };
    places.set(child.id, place);
    for (const [id, inner] of placedIn(child, place)) places.set(id, inner);
  }
  return places;
}

/** ELK gives the ends of an edge relative to the box that holds both of its boxes. */
function endsOf(root: ElkNode, id: string, placed: ReadonlyMap<string, Place>): Pick<PlacedArrow, 'start' | 'end'> {
  const edge = (root.edges ?? []).find((one) => one.id === id);
  const container: unknown = edge === undefined ? undefined : Reflect.get(edge, 'container');
  const offset = placed.get(typeof container === 'string' ? container : '') ?? { x: 0, y: 0 };
  const from = ({ x, y }: Point): Point => ({ x: x + offset.x, y: y + offset.y });
  const [first, last] = [edge?.sections?.at(0), edge?.sections?.at(-1)];
  if (first === undefined || last === undefined) throw new Error(`the layout has lost the arrow ${id}`);
  return { start: from(first.startPoint), end: from(last.endPoint) };
}
