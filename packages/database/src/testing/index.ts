export { temporaryPlace, type Place, type TemporaryPlace } from './temporary-place.ts';
