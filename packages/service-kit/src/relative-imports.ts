import { registerHooks } from 'node:module';

/**
 * From now on `import './order.ts'` is the file of that name beside the module that imports it, and nobody asks the disk
 * whether it is there and where its links lead: within a package there are none, and loading a file tells whether it is
 * there. Node asks for each import of each module, 1500 times for kysely alone, and that is half of the time in which such
 * a package is loaded. All other imports, and all that is required, are resolved by Node.
 */
export function resolveRelativeImportsByName(): void {
  registerHooks({
    resolve: (specifier, context, nextResolve) => {
      const { conditions, parentURL } = context;
      if (parentURL === undefined || !conditions.includes('import') || !relativeModule.test(specifier)) return nextResolve(specifier, context);
      return { url: new URL(specifier, parentURL).href, shortCircuit: true };
    },
  });
}

const relativeModule = /^\.\.?\/.*\.[jt]s$/;
