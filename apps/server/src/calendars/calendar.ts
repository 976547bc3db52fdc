/** A calendar as a list shows it: the row, with the DAV properties last known. */
export interface Calendar {
  readonly id: string;
  readonly ownerId: string;
  readonly slug: string;
  readonly state: 'CREATING' | 'ACTIVE';
  readonly name: string;
  readonly color: string | null;
  readonly description: string;
  readonly isDefault: boolean;
  readonly isVisible: boolean;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
