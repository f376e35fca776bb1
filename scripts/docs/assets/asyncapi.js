window.AsyncApiStandalone.render(
  { schema: window.kadaDocument, config: { show: { sidebar: true, messageExamples: true, errors: false }, expand: { messageExamples: true }, sidebar: { showServers: 'byDefault', showOperations: 'byDefault' } } },
  document.getElementById('document'),
);
