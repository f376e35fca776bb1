import type { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';

/** `format` is asserted in the contracts; the package is CommonJS with the function as its `default`. */
export function addFormats(ajv: Ajv2020): void {
  formats.default(ajv, { mode: 'full' });
}
