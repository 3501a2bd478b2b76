/** Code does something of which it cannot be noted what it asks of ring sizes: the message says what, where that is known also in which file and line. */
export class NotNotable extends Error {
  override readonly name = 'NotNotable';
}
