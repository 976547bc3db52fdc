// eslint-disable-next-line no-control-regex -- control characters, and those that turn the direction of text, are what is removed
const control = /[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g;

/** A name as it is shown: control characters and surrounding space removed, at most 200 characters, NFC. */
export function displayName(given: string | undefined): string {
  const clean = (given ?? '').normalize('NFC').replace(control, ' ').trim();
  return [...clean].slice(0, 200).join('');
}
