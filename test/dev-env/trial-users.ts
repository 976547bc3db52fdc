/** The people of a trial. The subject is what the identity provider knows them by. */
export const trialUsers = [
  { username: 'alice', email: 'alice@example.com', name: 'Alice Example' },
  { username: 'bob', email: 'bob@example.com', name: 'Bob Example' },
  { username: 'carol', email: 'carol@example.com', name: 'Carol Example' },
] as const;
