import type { Role } from '../access/actor.js';
import { erp } from '../erp/tables.js';
import type { Seed } from './random.js';
import { bilingual, dayOf, daysAgo, type Making, put } from './write.js';

export type Login = 'mira' | 'ivo' | 'lena' | 'jon' | 'petra' | 'sam' | 'tomas' | 'ana';

/** Somebody of the demo, as a scenario or a test wants to know him. */
export interface DemoPerson {
  userId: string;
  login: Login;
  /** English. */
  name: string;
  language: 'en' | 'bg';
  /** What he may do today; empty for those who no longer may. */
  roles: Role[];
  /** His worker record, if he has one. */
  workerId?: string;
}

interface Facts {
  name: string;
  bg?: string;
  language?: 'bg';
  roles?: Role[];
  /** `endedDays`: how long ago his record ended. */
  worker?: { in: 'main' | 'other'; role: string; off?: true; endedDays?: number };
  disabled?: true;
}

export const MANAGERS = 'Warehouse Managers';
export const CLERKS = 'Inventory Clerks';

const people: Record<Login, Facts> = {
  mira: { name: 'Mira Petrova', bg: 'Мира Петрова', roles: ['manager'] },
  ivo: { name: 'Ivo Dimitrov', bg: 'Иво Димитров', roles: ['worker'], worker: { in: 'main', role: 'GNR' } },
  lena: {
    name: 'Lena Koleva',
    bg: 'Лена Колева',
    language: 'bg',
    roles: ['worker'],
    worker: { in: 'main', role: 'PKR' },
  },
  jon: { name: 'Jon Marsh', roles: ['worker'], worker: { in: 'other', role: 'GNR' } },
  petra: { name: 'Petra Hristova', roles: ['clerk'] },
  // Left a month ago: his worker record has ended.
  sam: { name: 'Sam Okafor', worker: { in: 'main', role: 'PKR', endedDays: 30 } },
  // Works elsewhere now: his worker record is switched off.
  tomas: { name: 'Tomas Reyes', worker: { in: 'main', role: 'CKR', off: true } },
  // Her user is switched off, her worker record was forgotten.
  ana: { name: 'Ana Vasileva', bg: 'Ана Василева', worker: { in: 'main', role: 'CKR' }, disabled: true },
};

const logins = Object.keys(people) as Login[];
const userOf = (seed: Seed, login: Login): string => seed.id('user', login);
const workerOf = (seed: Seed, login: Login): string => seed.id('worker', login);

/** The people of the demo with that seed; what `makePeople` writes. */
export function peopleOf(seed: Seed): Record<Login, DemoPerson> {
  const known = logins.map((login): [Login, DemoPerson] => {
    const { name, language = 'en', roles = [], worker } = people[login];
    const workerId = worker && workerOf(seed, login);
    return [login, { userId: userOf(seed, login), login, name, language, roles, workerId }];
  });
  return Object.fromEntries(known) as Record<Login, DemoPerson>;
}

/** Users, groups and the worker records in both warehouses. */
export async function makePeople(making: Making, warehouses: { main: string; other: string }): Promise<void> {
  const { seed } = making;
  await put(
    making,
    erp.users,
    logins.map((login) => {
      const { name, bg, language = 'en', disabled } = people[login];
      return {
        User_Id: userOf(seed, login),
        Login: login,
        User_Name: bg ? bilingual(name, bg) : name,
        Active: !disabled,
        Default_Language: language,
        Email: `${login}@riverside.example`,
        Creation_Time_Utc: daysAgo(making, 400),
      };
    }),
  );
  await put(
    making,
    erp.groups,
    [MANAGERS, CLERKS, 'Everyone'].map((group) => ({ Group_Id: seed.id('group', group), Group_Name: group })),
  );
  await put(
    making,
    erp.userGroups,
    logins.flatMap((login) =>
      groupsOf(login).map((group) => ({
        User_Group_Id: seed.id('member', login, group),
        User_Id: userOf(seed, login),
        Group_Id: seed.id('group', group),
      })),
    ),
  );
  await put(
    making,
    erp.workers,
    logins.flatMap((login) => {
      const { name, bg, worker } = people[login];
      if (!worker) return [];
      const ended = worker.endedDays ? dayOf(daysAgo(making, worker.endedDays)) : null;
      return {
        Warehouse_Worker_Id: workerOf(seed, login),
        Warehouse_Id: warehouses[worker.in],
        User_Id: userOf(seed, login),
        Warehouse_Worker_Name: bg ? bilingual(name, bg) : name,
        Warehouse_Worker_Role: worker.role,
        Is_Active: !worker.off,
        Active_From: dayOf(daysAgo(making, 365)),
        Active_To: ended,
      };
    }),
  );
}

const groupsOf = (login: Login): string[] => [
  'Everyone',
  ...(people[login].roles?.includes('manager') ? [MANAGERS] : []),
  ...(people[login].roles?.includes('clerk') ? [CLERKS] : []),
];
