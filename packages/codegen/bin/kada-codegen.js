#!/usr/bin/env node
// Plain JavaScript that an old Node.js can parse, so that it is told what to do instead of failing on syntax.
import module from 'node:module';

const major = Number(process.versions.node.split('.')[0]);

if (major < 24) {
  process.stderr.write(
    'kada-codegen: needs Node.js 24 or newer, and this is ' + process.version + ' (' + process.execPath + ').\n' +
      'Install it from https://nodejs.org, or run: npx -p node@24 -p @kada-mandiya/codegen kada-codegen --help\n' +
      '(in a checkout of the project, `npm run codegen` finds the one that `npm ci` installed).\n',
  );
  process.exitCode = 2;
} else {
  module.enableCompileCache();
  import('#cli')
    .then(({ main }) => main(process.argv.slice(2)))
    .then((code) => {
      process.exitCode = code;
    });
}
