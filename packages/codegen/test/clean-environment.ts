/** What a process needs of its parent's environment on any system; what changes output (colours, CI, Node's options) is left out. */
const needed = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'USERPROFILE', 'APPDATA', 'LOCALAPPDATA'];

/** The environment for a process under test: the same whoever runs the tests, and wherever. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = needed.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]] as const]));
  return Object.fromEntries(kept);
}
