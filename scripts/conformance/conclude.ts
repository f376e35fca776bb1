import type { ConformanceProxy } from './proxy.ts';

/** Prints the reports. @returns the exit code: that of what ran, or 1 where all went well but for the contract */
export function concluded(proxies: readonly ConformanceProxy[], code: number): number {
  const reports = proxies.map((proxy) => proxy.report());
  for (const { text } of reports) console.log(`\n${text}`);
  return code === 0 && reports.some(({ ok }) => !ok) ? 1 : code;
}
