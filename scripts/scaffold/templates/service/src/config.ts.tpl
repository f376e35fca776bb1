import { authConfig } from '@kada-mandiya/auth';
import { kitConfig } from '@kada-mandiya/service-kit';

export const config = kitConfig.extend(authConfig.shape);
