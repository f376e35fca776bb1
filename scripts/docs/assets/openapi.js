/* Nothing of it leaves the page: no fonts, no telemetry, no agent, no proxy, no button that leads to others. */
window.Scalar.createApiReference('#document', {
  content: window.kadaDocument,
  theme: 'none',
  withDefaultFonts: false,
  telemetry: false,
  hideClientButton: true,
  hideTestRequestButton: true,
  hideDarkModeToggle: true,
  documentDownloadType: 'none',
  showDeveloperTools: 'never',
  agent: { disabled: true },
  mcp: { disabled: true },
  forceDarkModeState: matchMedia('(prefers-color-scheme: dark)').matches ? 'dark' : 'light',
});
