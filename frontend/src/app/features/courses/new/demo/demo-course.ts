/** Router `info` of the navigation that asks for the demo course: it is in no address and no history. */
export const DEMO_COURSE = 'byok-demo-course';
