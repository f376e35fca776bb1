// The AsyncAPI tools depend on puppeteer, which would download a browser while it installs.
module.exports = { skipDownload: true };
