export { namesOfTemporaryPlaces, temporaryPlace, type Place, type TemporaryPlace } from './temporary-place.ts';
export { tryServer, type ServerSeen } from './try-server.ts';
