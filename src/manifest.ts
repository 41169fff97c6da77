/** What people read of the plugin: the part of the manifest that no code says. */
export const identity = {
  id: 'org.warehouse-reconciliation',
  name: 'Warehouse reconciliation',
  publisher: { name: 'The warehouse-reconciliation authors' },
  support: { url: 'https://www.npmjs.com/package/warehouse-reconciliation' },
} as const;

/** A page that people open from the ERP's menus. */
export interface Screen {
  path: string;
  title: { en: string; bg: string };
  roles: readonly string[];
  /** Category and icon (Font Awesome, without `fa-`) as the ERP's web client knows them. */
  menu: { category: string; slug: string; icon: string };
}

export const screens: readonly Screen[] = [
  {
    path: '/manager',
    title: { en: 'Warehouse counts', bg: 'Броене на склада' },
    roles: ['manager'],
    menu: { category: 'Forms_Logistics', slug: 'warehouse-counts', icon: 'clipboard-check' },
  },
  {
    path: '/worker',
    title: { en: 'Counting terminal', bg: 'Терминал за броене' },
    roles: ['worker'],
    menu: { category: 'Forms_Logistics', slug: 'counting-terminal', icon: 'barcode' },
  },
  {
    path: '/clerk',
    title: { en: 'Lines from the warehouse', bg: 'Редове от склада' },
    roles: ['clerk'],
    menu: { category: 'Forms_Logistics', slug: 'lines-from-warehouse', icon: 'file-import' },
  },
];

export const roles = [
  {
    role: 'manager',
    who: 'users in an ERP group of ROLE_GROUPS.manager',
    may: 'define the scope, take the snapshot, start counts, review, send to a recount, release, void',
  },
  {
    role: 'worker',
    who: 'users with an active worker record of a warehouse',
    may: 'take count orders of that warehouse, count, void own counts, finish',
  },
  {
    role: 'clerk',
    who: 'users in an ERP group of ROLE_GROUPS.clerk',
    may: 'add released differences to an inventory reconciliation',
  },
] as const;
