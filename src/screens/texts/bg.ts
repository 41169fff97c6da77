import type { Texts } from '../texts.js';
import { clerk } from './bg/clerk.js';
import { jobs } from './bg/jobs.js';
import { manager } from './bg/manager.js';
import { managerDetails } from './bg/manager-details.js';
import { managerOrders } from './bg/manager-orders.js';
import { managerTabs } from './bg/manager-tabs.js';
import { terminal } from './bg/terminal.js';
import { workers } from './bg/workers.js';

export const bg: Texts = {
  'app.name': 'Инвентаризация на склад',
  'front.title': 'Пребройте склада',
  'front.lead':
    'Планирайте преброяване, направете снимка на очакваното, бройте със скенери, прегледайте разликите, приключете.',
  'front.manager': 'Инвентаризации',
  'front.managerLead': 'Какво се брои, снимка, преглед, приключване.',
  'front.worker': 'Броене с терминал',
  'front.workerLead': 'Вземете задание и сканирайте.',
  'front.clerk': 'Складова ревизия',
  'front.clerkLead': 'Добавете разликите като редове.',
  'front.api': 'HTTP интерфейс',
  'front.apiLead': 'Всяка стъпка за други програми.',
  'demo.notice': 'Демонстрация: измислени стоки и хора, всеки може да влезе като всеки от тях.',
  'demo.short': 'Демо: влиза всеки',
  'front.demo': 'Това е демонстрация. Влезте като:',
  'front.signedInAs': 'Влезли сте като {name}.',
  'signIn.title': 'Вход',
  'signIn.who': 'Баджа или потребител',
  'signIn.pin': 'ПИН',
  'signIn.go': 'Вход',
  'signIn.company': 'Вход със служебния профил',
  'signIn.noCookie': 'Този браузър не пази нищо в рамката на друга страница.',
  'signIn.ownTab': 'Отвори в отделен раздел',
  'signIn.out': 'Изход',
  'signIn.demo': 'Демо: влезте като',
  'role.manager': 'ръководител',
  'role.worker': 'складов работник',
  'role.clerk': 'отчетник',
  'role.none': 'вече нищо',
  'problem.title': 'Не е възможно',
  'problem.back': 'Назад',
  ...clerk,
  ...manager,
  ...managerDetails,
  ...managerOrders,
  ...managerTabs,
  ...terminal,
  ...jobs,
  ...workers,
};
