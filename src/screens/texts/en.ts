import { clerk } from './en/clerk.js';
import { jobs } from './en/jobs.js';
import { manager } from './en/manager.js';
import { managerDetails } from './en/manager-details.js';
import { managerOrders } from './en/manager-orders.js';
import { managerTabs } from './en/manager-tabs.js';
import { terminal } from './en/terminal.js';
import { workers } from './en/workers.js';

/** Every text of the screens. Other languages have the same keys (`texts.ts` checks it by type). */
export const en = {
  'app.name': 'Warehouse reconciliation',
  'front.title': 'Count the warehouse',
  'front.lead':
    'Plan a count, take a snapshot of what should be there, count with scanners, look at the differences, release.',
  'front.manager': 'Reconciliations',
  'front.managerLead': 'Define what is counted, take the snapshot, review, release.',
  'front.worker': 'Count on a handheld',
  'front.workerLead': 'Take a count order and scan.',
  'front.clerk': 'Inventory reconciliation',
  'front.clerkLead': 'Add the released differences as lines.',
  'front.api': 'The HTTP interface',
  'front.apiLead': 'Every step for other programs.',
  'demo.notice': 'Demo: invented goods and people, and anybody can sign in as any of them.',
  'demo.short': 'Demo: anybody can sign in',
  'front.demo': 'This is a demo. Its people, to sign in as:',
  'front.signedInAs': 'Signed in as {name}.',
  'signIn.title': 'Sign in',
  'signIn.who': 'Badge or login',
  'signIn.pin': 'PIN',
  'signIn.go': 'Sign in',
  'signIn.company': 'Sign in with the company account',
  'signIn.noCookie': 'This browser keeps nothing inside the frame of another page.',
  'signIn.ownTab': 'Open in a tab of its own',
  'signIn.out': 'Sign out',
  'signIn.demo': 'Demo: sign in as',
  'role.manager': 'manager',
  'role.worker': 'worker',
  'role.clerk': 'clerk',
  'role.none': 'nothing any more',
  'problem.title': 'Not possible',
  'problem.back': 'Back',
  ...clerk,
  ...manager,
  ...managerDetails,
  ...managerOrders,
  ...managerTabs,
  ...terminal,
  ...jobs,
  ...workers,
} as const;
