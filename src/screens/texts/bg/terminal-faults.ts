/** Refusals that a worker meets, as `faults` has the others. */
export const terminalFaults: Readonly<Record<string, readonly (readonly [RegExp, string])[]>> = {
  'order.unknown': [[/^/, 'Няма такова задание тук.']],
  'order.void': [
    [/^(.+) is void\. Take another order\.$/, '{1} е анулирано. Вземете друго задание.'],
    [/^(.+) is void\..*$/, '{1} е анулирано.'],
  ],
  'order.finished': [[/^(\S+) is finished\..*$/, '{1} е приключено. В него вече не се брои.']],
  'order.not-started': [[/^(\S+) is not started\..*$/, '{1} не е започнато. Първо го започнете.']],
  'order.lines-open': [
    [/^.* in (\S+), first (.+)\. Count them.*$/, 'В {1} има отворени редове, първият е {2}.'],
  ],
  'reconciliation.not-counting': [
    [/^The reconciliation of (\S+) is (\w+)\..*$/, 'Броенето на {1} свърши: състоянието е {2}.'],
  ],
  'count.unknown': [[/^/, 'Няма такъв запис.']],
  'count.of-other-worker': [[/^/, 'Броил го е друг. Само той или ръководителят може да го анулира.']],
  'line.unknown': [[/^/, 'Няма такъв ред в заданието.']],
  'line.not-counted': [
    [
      /^Nothing is counted at (.+) yet\..*$/,
      'В {1} още нищо не е преброено. Пребройте или потвърдете, че е празно.',
    ],
  ],
  'line.has-counts': [
    [/^(.+) has .*count.*$/, 'В {1} вече има преброено. Откажете грешното или кажете, че е готово.'],
  ],
  'line.counted-before': [[/^(.+) counted (.+) before\..*$/, '{1} вече е броил в {2}. Този ред е за друг.']],
  'location.claimed': [
    [
      /^(.+) has been at (.+) since (\S+)\. Join.*$/,
      '{1} е в {2} от {3}. Включете се или вземете следващата.',
    ],
  ],
};
