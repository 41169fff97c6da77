import { terminalFaults } from './terminal-faults.js';

/**
 * Refusals by their codes: how rooms write them, and the same in Bulgarian with the parts that differ
 * ({1}, {2} …). What a pattern does not fit is shown as it was written.
 */
export const faults: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  ...terminalFaults,
  'body.too-large': [[/^The body is too large\..*$/, 'Изпратеното е твърде голямо. Изпратете го на части.']],
  'sheets.nothing-open': [[/^(.+) has no open count order\.$/, '{1} няма отворено задание за броене.']],
  'sheet.line-unknown': [[/^This line is not of (.+)\.$/, 'Този ред не е от {1}.']],
  'sheet.quantity-missing': [[/^Write how much was found\.$/, 'Запишете колко е намерено.']],
  'sheet.location-missing': [[/^Write where it was found\.$/, 'Запишете къде е намерено.']],
  'sheet.product-missing': [[/^Write which product it is\.$/, 'Запишете кой продукт е.']],
  'sheet.unit-unknown': [[/^(.+) is not counted in (.+)\.$/, '{1} не се брои в {2}.']],
  'sheet.column-missing': [
    [
      /^The first row must name the column (\w+)\..*$/,
      'Първият ред трябва да назове колоната {1}. Започнете от файла за изтегляне.',
    ],
  ],
  'sheet.row-differs': [
    [
      /^This row was entered before.*$/,
      'Този ред вече е въведен с друго количество, мярка или работник. Първо анулирайте онова преброяване.',
    ],
  ],
  'sheet.too-many-rows': [
    [/^A sheet has up to (\d+) rows\..*$/, 'Един лист има до {1} реда. Изпратете го на части.'],
  ],
  'file.missing': [[/^Choose a file\.$/, 'Изберете файл.']],
  'file.encoding': [[/^Save the file as.*$/, 'Запазете файла като „CSV UTF-8“ или XLSX.']],
  'file.not-a-table': [[/^This is no CSV or XLSX.*$/, 'Това не е CSV или XLSX, който може да се прочете.']],
  'file.too-large': [[/^A file has at most (\d+) MB.*$/, 'Файлът може да е до {1} MB.']],
  'form.not-ours': [
    [
      /^This form is from an older page\..*$/,
      'Формулярът е от стара страница. Върнете се, заредете я отново и изпратете пак.',
    ],
  ],
  'sign-in.wrong': [
    [/^Badge, login or PIN is wrong\..*$/, 'Грешен пропуск, потребител или ПИН. Опитайте пак.'],
  ],
  'sign-in.locked': [
    [
      /^Too many wrong PINs\..*$/,
      'Твърде много грешни ПИН кодове. Изчакайте 15 минути или помолете отговорника да ви отключи.',
    ],
  ],
  'sign-in.too-often': [
    [/^Too many failed sign-ins.*$/, 'Твърде много неуспешни опити оттук. Изчакайте 15 минути.'],
  ],
  'sign-in.stranger': [[/^The ERP has no active user (.+)\.$/, 'В ERP няма активен потребител {1}.']],
  'sign-in.not-begun': [
    [/^This sign-in was not begun here\..*$/, 'Този вход не е започнат тук. Влезте отново.'],
  ],
  'sign-in.company-refused': [
    [
      /^The company sign-in did not let you in\..*$/,
      'Служебният вход не ви пусна. Опитайте пак или попитайте администратора.',
    ],
  ],
  'sign-in.company-failed': [
    [/^The company sign-in gave no answer.*$/, 'Служебният вход не отговори както трябва. Влезте отново.'],
  ],
  'sign-in.company-unavailable': [
    [/^The company sign-in does not answer\..*$/, 'Служебният вход не отговаря. Опитайте след малко.'],
  ],
  'launch.invalid': [[/^This link is not valid\..*$/, 'Връзката не е валидна. Отворете отново от ERP.']],
  'launch.expired': [[/^This link is too old\..*$/, 'Връзката е твърде стара. Отворете отново от ERP.']],
  'launch.used': [
    [/^This link was used already\..*$/, 'Връзката вече е използвана. Отворете отново от ERP.'],
  ],
  'pin.malformed': [[/^A PIN is 4 to 12 digits\.$/, 'ПИН кодът е от 4 до 12 цифри.']],
  'badge.taken': [[/^Another worker has this badge\..*$/, 'Пропускът е на друг работник. Използвайте друг.']],
  'access.role-missing': [[/^This needs the role (.+)\.$/, 'За това е нужна ролята {1}.']],
  'reconciliation.unknown': [[/^There is no reconciliation (.+)\.$/, 'Няма инвентаризация {1}.']],
  'reconciliation.void': [
    [/^(.+) is void\.$/, '{1} е анулиран.'],
    [/^A void document stays void\.$/, 'Анулиран документ остава анулиран.'],
  ],
  'reconciliation.started': [
    [
      /^The count of (.+) has started\. Void its count orders first\.$/,
      'Броенето на {1} е започнало. Първо анулирайте заданията.',
    ],
    [
      /^The count of (.+) has started\. Send rows.*$/,
      'Броенето на {1} е започнало. За ново броене пратете редове за преброяване.',
    ],
    [
      /^The count has started: it cannot go back to (.+)\. Void.*$/,
      'Броенето е започнало: не може да се върне в {1}. Първо анулирайте заданията.',
    ],
  ],
  'reconciliation.read-only': [
    [/^(.+) is (\w+) and cannot be changed any more\.$/, '{1} е в състояние {2} и не може да се променя.'],
    [
      /^It is (\w+): only an opposite release can undo it\.$/,
      'Състоянието е {1}: може да се върне само с обратно пускане.',
    ],
  ],
  'reconciliation.state-not-allowed': [
    [/^(.+) is (\w+)\. Put it to Planned.*$/, '{1} е в състояние {2}. Планирайте го, за да се брои.'],
    [/^(.+) is (\w+)\. This needs (.+)\.$/, '{1} е в състояние {2}. Нужно е {3}.'],
  ],
  'reconciliation.snapshot-outdated': [
    [
      /^The scope of (.+) changed after the snapshot\..*$/,
      'Обхватът на {1} е променен след снимката. Направете нова снимка.',
    ],
  ],
  'reconciliation.changed-meanwhile': [
    [/^(.+) was changed meanwhile\..*$/, '{1} е променен междувременно. Погледнете го отново.'],
  ],
  'reconciliation.nothing-to-count': [
    [/^(.+) has no row that is not cancelled\..*$/, '{1} няма ред за броене. Първо направете снимка.'],
  ],
  'state.not-allowed': [
    [/^It is (\w+) and stays so\.$/, 'Състоянието е {1} и остава така.'],
    [/^It is (\w+) and can become (.+), not (\w+)\.$/, 'Състоянието е {1} и може да стане {2}, не {3}.'],
  ],
  'snapshot.ledger-busy': [[/^/, 'Други записват складови транзакции през цялото време. Опитайте по-късно.']],
  'snapshot.quantity-too-large': [
    [
      /^(.+): (\S+) in stock is more than a detail can hold\..*$/,
      '{1}: наличност {2} е повече, отколкото ред може да побере. Поправете складовите транзакции.',
    ],
  ],
  'job.already-asked': [[/^/, 'Това вече се изпълнява. Изчакайте да свърши.']],
  'job.failed': [
    [/^/, 'Не се получи и е върнато. Опитайте отново; ако пак не стане, кажете на администратора.'],
  ],
  'detail.status-not-allowed': [
    [/^(.+) is (\w+) and cannot be set to (\w+)\.$/, '{1}: статусът е {2} и не може да стане {3}.'],
  ],
  'detail.not-counted': [
    [
      /^(.+) was not counted\..*$/,
      '{1}: не е преброен. Пратете го за преброяване или попълнете преброеното.',
    ],
    [
      /^(.+): it is approved, but nobody has counted it\..*$/,
      '{1}: одобрен е, но никой не го е броил. Пратете го за преброяване или го откажете.',
    ],
  ],
  'detail.counts-changed': [
    [
      /^(.+) has new counts since it was populated\..*$/,
      '{1}: има ново броене след попълването. Попълнете отново.',
    ],
    [
      /^(.+): its counts changed after it was populated\..*$/,
      '{1}: броенето е променено след попълването. Попълнете и прегледайте отново.',
    ],
  ],
  'detail.serial-in-two-places': [
    [
      /^(.+) has a serial number that.*$/,
      '{1}: серийният номер е броен и на друго място. Анулирайте едното преброяване.',
    ],
  ],
  'detail.exception-open': [
    [
      /^(.+) would be written off while.*$/,
      '{1}: би се отписал, докато на локацията има неразпознато сканиране. Първо решете изключенията там.',
    ],
  ],
  'detail.moved': [
    [
      /^(.+) moved while it was counted\..*$/,
      '{1}: има движение по време на броене. Пратете го за преброяване.',
    ],
  ],
  'detail.not-decided': [
    [
      /^(.+): its review status is (\w+)\..*$/,
      '{1}: статусът е {2}. Одобрете го, откажете го или го пратете за броене.',
    ],
  ],
  'detail.unit-changed': [
    [
      /^(.+): the product's unit.*$/,
      '{1}: мярката на продукта в ERP вече е друга. Върнете я или откажете реда.',
    ],
  ],
  'detail.difference-too-large': [
    [
      /^(.+): the difference does not fit.*$/,
      '{1}: разликата не се побира в складова транзакция. Поправете количеството или откажете реда.',
    ],
  ],
  'detail.quantity-too-large': [
    [
      /^(.+): the counts sum to (\S+), which.*$/,
      '{1}: сборът на броенето е {2} и не се побира в реда. Анулирайте грешните.',
    ],
  ],
  'detail.held': [
    [
      /^Line (\d+), (.+): (.+) is counting there\..*$/,
      'Ред {1}, {2}: там брои {3}. Изчакайте пускането му или откажете реда там.',
    ],
  ],
  'detail.not-recount': [
    [/^Line (\d+) is (\w+)\. Send.*$/, 'Ред {1}: статусът е {2}. Първо го пратете за преброяване.'],
  ],
  'detail.not-created': [
    [
      /^Line (\d+) is (\w+), session (\d+)\..*$/,
      'Ред {1}: статусът е {2}, сесия {3}. За първо броене всички редове са Създадени. Откажете реда или пратете редове за преброяване.',
    ],
  ],
  'availability.below-zero': [
    [
      /^(.+): (\S+) to take out, (\S+) available\..*$/,
      '{1}: за изписване {2}, налични {3}. Пребройте го отново или поправете количеството.',
    ],
  ],
  'logistic-unit.two-locations': [
    [
      /^(.+): logistic unit (.+) would have stock in (.+)\. Recount.*$/,
      '{1}: логистична единица {2} би имала наличност на {3}. Пребройте я навсякъде или поправете количеството.',
    ],
  ],
  'recount.no-rows': [
    [/^/, 'Никой от тези редове не е за преброяване. Първо пратете редове за преброяване.'],
  ],
  'recount.no-worker-left': [
    [/^Nobody is an active worker.*$/, 'Днес никой не е активен работник на склада.'],
    [
      /^Line (\d+), (.+): every active worker.*$/,
      'Ред {1}, {2}: всички активни работници вече са го броили. Оставете същите да броят или добавете работник.',
    ],
  ],
  'policy.missing': [
    [
      /^The warehouse has no policy (\w+), .*$/,
      'Складът няма политика {1} — вид документ на заданията за броене. Добавете я в ERP.',
    ],
  ],
  'policy.bad-value': [
    [/^Policy (.+) has the value "(.*)"\..*$/, 'Политика {1} има стойност „{2}“. Поправете я в ERP.'],
  ],
  'order.state-not-allowed': [
    [/^(.+) is (\w+) and needs nobody any more\.$/, '{1} е в състояние {2} и вече не чака никого.'],
  ],
  'order.being-counted': [
    [/^(.+) is being counted by (.+)\. Assign.*$/, '{1} се брои от {2}. Възложете го отделно.'],
    [/^(.+) is being counted\. Assign.*$/, '{1} се брои. Възложете го отделно.'],
  ],
  'order.changed-meanwhile': [
    [/^(.+) was changed meanwhile\..*$/, '{1} е променено междувременно. Погледнете го отново.'],
  ],
  'worker.not-available': [
    [/^(.+) needs a worker who is active.*$/, 'За {1} е нужен работник, който днес е активен в склада.'],
    [
      /^One of the workers does not work .* of (.+) today\.$/,
      'Един от работниците днес не работи в склада на {1}.',
    ],
    [/^(.+) does not work in the warehouse of (.+) today\.$/, '{1} днес не работи в склада на {2}.'],
  ],
  'worker.counted-before': [
    [/^(.+) is for somebody who has not counted.*$/, '{1} е за някого, който не е броил редовете преди.'],
  ],
  'void.reason-missing': [[/^/, 'Кажете каква е причината за анулирането.']],
  'void.reason-too-long': [[/^A reason has at most (\d+) characters\.$/, 'Причината е най-много {1} знака.']],
  'line.without-place': [[/^Line (\d+) names.*$/, 'Ред {1} няма нито зона, нито локация.']],
  'line.location-not-in-zone': [
    [
      /^Line (\d+): location (.+) does not lie in zone (.+) or below it\.$/,
      'Ред {1}: локация {2} не е в зона {3} или под нея.',
    ],
  ],
  'document-date.not-a-day': [[/^(.+) is no day.*$/, '{1} не е ден от календара.']],
  'filter.not-a-day': [[/^(.+) is no day.*$/, '{1} не е ден от календара.']],
  'review.note-missing': [[/^/, 'Количество се поправя с бележка защо.']],
  'review.nothing-asked': [[/^/, 'Дайте статус, количество или бележка.']],
  'quantity.not-a-number': [
    [/^(?:(.+): )?A quantity is digits.*$/, '{1} Количеството е число с до три знака след запетаята.'],
  ],
  'quantity.negative': [[/^(?:(.+): )?A quantity is zero or more\.$/, '{1} Количеството е нула или повече.']],
  'quantity.too-fine': [
    [/^(?:(.+): )?A quantity has at most.*$/, '{1} Количеството има най-много три знака след запетаята.'],
  ],
  'quantity.too-large': [[/^(?:(.+): )?A quantity is at most (.+)\.$/, '{1} Количеството е най-много {2}.']],
  'quantity.both-needed': [
    [/^(?:(.+): )?its ratio varies: .*$/, '{1}: съотношението е променливо — дайте и двете количества.'],
  ],
  'quantity.ratio-fixed': [
    [
      /^(?:(.+): )?its ratio is fixed: (\S+) is (\S+) in.*$/,
      '{1}: съотношението е постоянно — {2} е {3} в основната мярка.',
    ],
  ],
  'exception.reason-missing': [[/^/, 'Кажете защо това сканиране не се брои.']],
  'exception.resolved': [[/^/, 'Това сканиране вече е решено.']],
  'exception.location-missing': [[/^/, 'Никой не знае къде е било това. Кажете коя локация.']],
  'exception.product-missing': [[/^/, 'Кажете кой продукт е било това.']],
  'lookup.location-unknown': [[/^Nobody knows the location (.+)\.$/, 'Няма локация {1}.']],
  'lookup.product-unknown': [[/^Nobody knows the product (.+)\.$/, 'Няма продукт {1}.']],
  'lookup.variant-unknown': [[/^Nobody knows the variant (.+)\.$/, 'Продуктът няма вариант {1}.']],
  'lookup.lot-unknown': [[/^Nobody knows the lot (.+)\.$/, 'Продуктът няма партида {1}.']],
  'lookup.serial-unknown': [[/^Nobody knows the serial number (.+)\.$/, 'Продуктът няма сериен номер {1}.']],
  'lookup.logisticUnit-unknown': [
    [/^Nobody knows the logistic unit (.+)\.$/, 'Няма логистична единица {1}.'],
  ],
  'inventory-reconciliation.void': [
    [/^(.+) is void\..*$/, '{1} е анулиран. Редове се добавят, докато е Нов или Планиран.'],
  ],
  'inventory-reconciliation.state-not-allowed': [
    [
      /^(.+) is (\w+)\. Lines are added.*$/,
      '{1} е в състояние {2}. Редове се добавят, докато е Нов или Планиран.',
    ],
  ],
  'days.out-of-range': [
    [/^The period is a whole number of days, (.+)\.$/, 'Периодът е цял брой дни, от 1 до 366.'],
  ],
  'store.missing': [
    [
      /^(.+) has no default store\..*$/,
      '{1} няма склад по подразбиране. Изберете склад и добавете редовете.',
    ],
  ],
  'store.no-warehouse': [
    [
      /^No warehouse manages the default store of (.+)\. Choose.*$/,
      'Складът по подразбиране на {1} не се управлява от физически склад. Изберете друг.',
    ],
  ],
};
