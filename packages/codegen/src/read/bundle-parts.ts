import type { SpecFiles } from '../input/documents.ts';
import type { JsonPath, JsonValue } from '../ir/json.ts';
import type { Node } from './node.ts';

/** A document on its way to stand alone. */
export interface Bundle {
  readonly files: SpecFiles;
  readonly root: Node;
  /** The name that a part of another file has got, by section and address. */
  readonly imported: Map<string, string>;
  /** The names in use, by section. */
  readonly taken: Map<string, Set<string>>;
  /** What has been imported, by section, in the order of its first mention. */
  readonly sections: Map<string, Map<string, JsonValue>>;
  /** The parts of other files that are being copied, the innermost last. */
  readonly copying: Copy[];
}

/** A part of another file, and where its copy stands in the bundle. */
export interface Copy {
  readonly from: Node;
  readonly at: JsonPath;
}
