/** Tells the parent process where this one is, and, whenever it asks, how much processor time it has used; ends with it. */
export function serveParent(url: string): void {
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    process.send?.({ microseconds: user + system });
  });
  process.once('disconnect', () => process.exit());
  process.send?.({ url });
}
