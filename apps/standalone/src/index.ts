export { SERVICE_FILE, startStandalone, type RunningService } from './standalone';
