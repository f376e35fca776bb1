import { existsSync } from 'node:fs';

const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome', '/opt/google/chrome/chrome', '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', 'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe'];

/**
 * The browser that the tests drive: `CHROMIUM_PATH`, or the first that is where Chromium or Chrome usually are.
 *
 * @throws Error that says how to get one
 */
export function findChromium(given: string | undefined): string {
  if (given !== undefined && given !== '') return given;
  const found = usualPlaces.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw new Error('There is no Chromium. On Debian and Ubuntu: apt-get install chromium. Elsewhere, set CHROMIUM_PATH to a Chromium, Chrome or Edge.');
}
