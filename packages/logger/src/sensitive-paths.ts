/** The part of an event contract that redaction needs; every `EventContract` fits. */
export interface SensitiveEvent {
  readonly routingKey: string;
  readonly version: number;
  /** The keys that lead to each sensitive value; `*` is every item of an array or every property of a map. */
  readonly sensitive: readonly (readonly string[])[];
}

/** What the contracts mark as personal or secret. */
export interface Sensitive {
  /** Found in a line by their envelope: `eventType`, `version`, `data`. */
  readonly events?: readonly SensitiveEvent[];
  /** Paths into HTTP bodies: they hold below every field that is named `body`. */
  readonly bodies?: readonly (readonly string[])[];
}

/** The sensitive values below one value. */
export interface PathNode {
  readonly sensitive: boolean;
  readonly children: ReadonlyMap<string, PathNode>;
}

export interface SensitivePaths {
  readonly bodies: PathNode | undefined;
  /** The paths of an event; those of all versions where it has a version that no contract knows. */
  ofEvent(eventType: unknown, version: unknown): PathNode | undefined;
}

export function sensitivePaths({ events = [], bodies = [] }: Sensitive): SensitivePaths {
  const byKey = new Map<string, PathNode>();
  for (const [key, group] of Map.groupBy(events, ({ routingKey }) => routingKey)) {
    byKey.set(key, pathTree(group.flatMap(({ sensitive }) => sensitive)));
    for (const { version, sensitive } of group) byKey.set(versioned(key, version), pathTree(sensitive));
  }
  return {
    bodies: bodies.length === 0 ? undefined : pathTree(bodies),
    ofEvent: (eventType, version) => {
      if (byKey.size === 0 || typeof eventType !== 'string') return undefined;
      return byKey.get(versioned(eventType, version)) ?? byKey.get(eventType);
    },
  };
}

function versioned(key: string, version: unknown): string {
  return `${key} ${typeof version === 'number' ? version : ''}`;
}

function pathTree(paths: readonly (readonly string[])[]): PathNode {
  const children = Map.groupBy(
    paths.filter((path) => path.length > 0),
    ([first = '']) => first,
  );
  return {
    sensitive: paths.some((path) => path.length === 0),
    children: new Map(Array.from(children, ([key, below]) => [key, pathTree(below.map((path) => path.slice(1)))])),
  };
}

/** What holds for a property, given what holds for its owner: by name and by `*`. */
export function below(nodes: readonly PathNode[], key: string): readonly PathNode[] {
  if (nodes.length === 0) return nodes;
  return nodes.flatMap(({ children }) => [children.get(key) ?? [], children.get('*') ?? []]).flat();
}
