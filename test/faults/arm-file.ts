/** The environment variable that tells the service's threads where the drill names the step to die at. */
export const ARM_FILE = 'FAULTS_ARM_FILE';
