/** What people call the programs behind the User-Agent strings that CalDAV servers see. The first match counts. */
const KNOWN_CLIENTS: readonly (readonly [RegExp, string])[] = [
  [/DAVx5|DAVdroid/i, 'DAVx⁵'],
  [/Thunderbird/i, 'Thunderbird'],
  [/^mac|CalendarAgent|accountsd/i, 'Apple Calendar'],
  [/^(iOS|iPadOS)\/|dataaccessd/i, 'iPhone or iPad'],
  [/Evolution|gnome-online-accounts/i, 'GNOME'],
  [/KDE|Akonadi|KOrganizer/i, 'KDE'],
  [/CalDavSynchronizer/i, 'Outlook CalDav Synchronizer'],
  [/vdirsyncer/i, 'vdirsyncer'],
];

/** A short name for the client; for one we do not know, its own first word. */
export const clientName = (userAgent: string): string => {
  const known = KNOWN_CLIENTS.find(([pattern]) => pattern.test(userAgent));
  return known?.[1] ?? userAgent.split(/[/\s(]/, 1)[0]?.slice(0, 40) ?? '';
};
