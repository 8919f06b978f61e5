/** The number of the protocol, apart from its shapes, so that who only speaks it need not load them. */

/** Raised when a peer of the old number could misunderstand the new one. */
export const PROTOCOL_VERSION = 1;
