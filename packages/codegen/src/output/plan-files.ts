import type { Contract } from '../ir/contract.ts';
import type { Emitter, PlannedFile } from '../ir/planned-file.ts';
import { CodegenError } from './codegen-error.ts';
import { manifestName } from './manifest.ts';

/**
 * The files that all emitters plan, in the order of their paths.
 *
 * @throws CodegenError where a path leaves the output folder, or two files would be one: the same path, paths that
 * differ only in case or in their Unicode form, or a file where another one needs a folder.
 */
export function planFiles(contract: Contract, emitters: readonly Emitter[]): readonly PlannedFile[] {
  const places = new Map<string, Place>();
  const files: PlannedFile[] = [];
  for (const emitter of emitters) {
    for (const file of emitter(contract)) {
      refuseUnsafe(file.path, emitter.name);
      occupy(places, file.path, emitter.name);
      files.push(file);
    }
  }
  return files.sort((left, right) => (left.path < right.path ? -1 : 1));
}

interface Place {
  readonly path: string;
  readonly kind: 'file' | 'folder';
  readonly emitter: string;
}

function occupy(places: Map<string, Place>, path: string, emitter: string): void {
  const steps = path.split('/');
  for (let length = 1; length <= steps.length; length += 1) {
    const place: Place = { path: steps.slice(0, length).join('/'), kind: length === steps.length ? 'file' : 'folder', emitter };
    const folded = place.path.normalize('NFC').toLowerCase();
    const other = places.get(folded);
    if (other === undefined) {
      places.set(folded, place);
    } else if (other.kind === 'file' || place.kind === 'file' || other.path !== place.path) {
      throw new CodegenError(collision(other, place));
    }
  }
}

function collision(left: Place, right: Place): string {
  if (left.path === right.path && left.kind === right.kind) {
    return `two files are planned as ${left.path}, by ${left.emitter} and by ${right.emitter}`;
  }
  const both = `${left.kind} ${left.path} (by ${left.emitter}) and the ${right.kind} ${right.path} (by ${right.emitter})`;
  return `the ${both} would be one on some file systems`;
}

function refuseUnsafe(path: string, emitter: string): void {
  const steps = path.split('/');
  const unsafe =
    /[\u0000-\u001f\u007f\\]/.test(path) ||
    (process.platform === 'win32' && /[<>:"|?*]/.test(path)) ||
    steps.some((step) => step === '' || step === '.' || step === '..' || Buffer.byteLength(step) > 255) ||
    path === manifestName;
  if (unsafe) throw new CodegenError(`${emitter} plans a file at ${JSON.stringify(path)}, which is no path below the output folder`);
}
