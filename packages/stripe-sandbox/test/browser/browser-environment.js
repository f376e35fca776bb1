import JSDOMEnvironment from 'jest-environment-jsdom';

/** A page, with what jsdom has none of (requests to a server, constructed style sheets, modal dialogs), and with Node beside it for the server. */
export default class BrowserEnvironment extends JSDOMEnvironment {
  constructor(...args) {
    super(...args);
    const { global } = this;
    Object.assign(global, { fetch, Request, Response, Headers, setImmediate, clearImmediate, TextEncoder, TextDecoder });
    global.CSSStyleSheet.prototype.replaceSync = () => undefined;
    global.HTMLDialogElement.prototype.showModal = function showModal() {
      this.open = true;
    };
    global.HTMLDialogElement.prototype.close = function close() {
      this.open = false;
      this.dispatchEvent(new global.Event('close'));
    };
  }

  /** Packages as Node gets them. */
  exportConditions() {
    return ['node', 'node-addons'];
  }
}
