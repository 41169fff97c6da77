import { table } from '../database/columns.js';

/**
 * Where the ERP keeps what others add to its menus (since 26.2.1.40). Only `install --menus` writes it,
 * nothing else depends on it.
 */
export const EXTENSIONS = 'Sys_Extensions';
export const extensions = table(EXTENSIONS);

/** The columns we fill. */
export const extensionColumns = [
  'Extension_Id',
  'Application_Uri',
  'Extension_Name',
  'Extension_Path',
  'Extension_Uri',
  'Extension_Data',
  'Title',
  'Is_Active',
] as const;
