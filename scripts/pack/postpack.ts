/** Run by npm in a package's folder after it packed or published it; also by hand, where a packing was killed. */
import { endPacking } from './packing.ts';

endPacking(process.cwd());
