/** jsdom has no layout, and so nothing to scroll to. */
Element.prototype.scrollIntoView = () => undefined;
