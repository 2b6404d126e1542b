/** It lets a server notice that a client is gone, without which queries of killed targets run on. */
export const LEAST_VERSION = 14
