import type { workers as en } from '../en/workers.js';

export const workers: Record<keyof typeof en, string> = {
  'workers.title': 'Складови работници',
  'workers.lead': 'Кой и с какво може да влезе в терминал.',
  'workers.login': 'Потребител',
  'workers.badge': 'Пропуск',
  'workers.given': 'зададен',
  'workers.none': 'няма',
  'workers.lockedUntil': 'Заключен до {at}: твърде много грешни ПИН кодове',
  'workers.unlock': 'Пусни отново',
  'workers.unlockOf': 'Пусни отново: {name}',
  'workers.newPin': 'Нов ПИН',
  'workers.newPinOf': 'Нов ПИН за {name}',
  'workers.help': 'Работникът излиза отвсякъде. Празен пропуск оставя сегашния.',
  'workers.pin': 'ПИН, 4 до 12 цифри',
  'workers.newBadge': 'Сканирайте пропуск',
  'workers.setOf': 'Задай за {name}',
  'workers.set': 'Новият ПИН е зададен.',
  'workers.unlocked': 'Работникът може да влезе отново.',
  'workers.nobody': 'Днес никой не работи в склад. Складовите работници от ERP се появяват тук сами.',
};
