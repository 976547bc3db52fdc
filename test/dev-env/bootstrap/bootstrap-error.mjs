/** Trouble that a person at the terminal can do something about: its message is all there is to say. */
export class BootstrapError extends Error {
  name = 'BootstrapError';
}
