/** By which the proxy tells a page its own address (a path of ours): of pages only, not of what a form does. Browsers cannot set it. */
export const pageHeader = 'x-km-page';
